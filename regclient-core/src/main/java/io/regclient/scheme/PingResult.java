// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme;

import java.util.List;
import java.util.Map;

/**
 * Answer of a ping (contract TG-10).
 *
 * @param headers response headers, empty for a layout
 */
public record PingResult(Map<String, List<String>> headers) {}
