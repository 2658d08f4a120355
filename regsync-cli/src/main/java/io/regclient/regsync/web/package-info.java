// SPDX-License-Identifier: Apache-2.0

/**
 * What a server shows of itself over HTTP: health, metrics, its status as JSON and as a page. It only reads. The JDK's HTTP
 * server is used only here.
 */
@NullMarked
package io.regclient.regsync.web;

import org.jspecify.annotations.NullMarked;
