// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.time;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * A point in time with the abbreviation its zone goes by.
 *
 * @param at date, time and zone
 * @param zoneName abbreviation of a fixed zone; empty to derive it from the zone
 */
public record ZonedTime(ZonedDateTime at, String zoneName) {
    public ZonedTime {
        boolean utc = zoneName.isEmpty() && at.getZone().normalized().equals(ZoneOffset.UTC);
        zoneName = utc ? "UTC" : zoneName;
    }

    /** The time as a layout wants it, see {@link TimeLayout}. */
    public String format(String layout) {
        return new TimeFormatter(at, zoneName).format(layout);
    }
}
