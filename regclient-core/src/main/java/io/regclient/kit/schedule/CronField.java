// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schedule;

/**
 * The values that one field of a cron specification allows.
 *
 * @param values bit n stands for the value n
 * @param restricted false when the field is written as a star, which matters for the two day fields
 */
record CronField(long values, boolean restricted) {
    boolean allows(int value) {
        return (values & 1L << value) != 0;
    }

    CronField plus(CronField other) {
        return new CronField(values | other.values, restricted && other.restricted);
    }
}
