// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserException;

/** A parser that ends before a document fills the memory: each value becomes several hundred bytes. */
final class BoundedParser implements Parser {
    /** Most keys and values: ten thousand entries have half as many. */
    static final int MAX_VALUES = 250_000;
    /** Longest scalar in characters; a script or a certificate has some ten thousand. */
    static final int MAX_SCALAR = 1 << 20;

    private final Parser parser;
    private int values;

    BoundedParser(Parser parser) {
        this.parser = parser;
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
        return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
        return parser.peekEvent();
    }

    @Override
    public Event getEvent() {
        Event event = parser.getEvent();
        if (++values > MAX_VALUES) {
            throw failed("more than " + MAX_VALUES + " keys and values", event);
        }
        if (event instanceof ScalarEvent scalar && scalar.getValue().length() > MAX_SCALAR) {
            throw failed("a text of more than " + MAX_SCALAR + " characters", event);
        }
        return event;
    }

    private static ParserException failed(String problem, Event event) {
        return new ParserException(null, null, problem, event.getStartMark());
    }
}
