// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

/** How the commands of the ledger print what they found. */
enum LedgerFormat {
    TABLE,
    JSON
}
