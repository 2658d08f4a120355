// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run remembers of what failed: regsync 7 and 17. */
class FailuresTest {
    private final AtomicInteger aborts = new AtomicInteger();
    private final Failures failures = new Failures(true, aborts::incrementAndGet);

    @Test
    @DisplayName("regsync 7: an interrupt is left out when there is a real failure, whichever came first")
    void leavesInterruptsOut() {
        failures.add(RegistryException.of(ErrorKind.CANCELED, "interrupted"));
        assertThatThrownBy(failures::throwIfAny)
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CANCELED));
        failures.add(new IOException("real"));

        assertThatThrownBy(failures::throwIfAny).hasMessage("1 failures").hasRootCauseMessage("real");
        assertThatThrownBy(failures::throwFirstUnlessCanceled).hasMessage("real");
    }

    @Test
    @DisplayName("regsync 7: the first failure aborts, once")
    void abortsOnce() {
        assertThat(failures.stop()).isFalse();
        failures.add(new IOException("one"));
        failures.add(new IOException("two"));

        assertThat(aborts).hasValue(1);
        assertThat(failures.stop()).isTrue();
    }

    @Test
    @DisplayName("regsync 7: without abort a failure stops nothing, an interrupt of the thread does")
    void goesOn() {
        Failures patient = new Failures(false, aborts::incrementAndGet);
        patient.add(new IOException("one"));
        assertThat(patient.stop()).isFalse();

        Thread.currentThread().interrupt();
        assertThat(patient.stop()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(aborts).hasValue(0);
    }

    @Test
    @DisplayName("regsync 17: the list is bounded; the first failure and the last ones stay")
    void keepsTheFirstAndTheLast() {
        for (int i = 0; i < 5000; i++) {
            failures.add(new IOException("failure " + i));
        }
        assertThatThrownBy(failures::throwUnlessCanceled)
                .isInstanceOfSatisfying(
                        SeveralFailures.class,
                        several -> assertThat(several.failures())
                                .hasSize(1000)
                                .extracting(Throwable::getMessage)
                                .startsWith("failure 0", "failure 4001")
                                .endsWith("failure 4999"));
    }

    @Test
    @DisplayName("regsync 17: of later failures all that is told stays, and neither causes nor the headers of answers")
    void keepsWhatIsTold() {
        Failures patient = new Failures(false, aborts::incrementAndGet);
        for (int i = 0; i < 100; i++) {
            RegistryException refused = RegistryException.ofStatus(ErrorKind.LOGIN_REFUSED, 401, "refused")
                    .withResponseHeaders(Map.of("x-large", List.of("x")))
                    .withRegistry("a.example");
            patient.add(RegistryException.of(ErrorKind.UNAVAILABLE, "failure " + i, refused));
        }
        assertThatThrownBy(patient::throwUnlessCanceled).isInstanceOfSatisfying(SeveralFailures.class, several -> {
            RegistryException first = (RegistryException) several.failures().getFirst();
            RegistryException last = (RegistryException) several.failures().getLast();
            assertThat(first.responseHeaders()).isNotEmpty();
            assertThat(last.responseHeaders()).isEmpty();
            assertThat(last).hasMessage("failure 99");
            assertThat(last.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
            assertThat(last.is(ErrorKind.LOGIN_REFUSED)).as("what to try").isTrue();
            assertThat(last.registry()).contains("a.example");
        });
    }

    @Test
    @DisplayName("regsync 7: a failure of one of several tasks waits for its turn, unless it ends the run")
    void recordsInTurn() {
        List<Runnable> turn = new ArrayList<>();
        Failures patient = new Failures(false, aborts::incrementAndGet);
        Failures.Task failing = () -> {
            throw new IOException("second");
        };

        assertThat(patient.record(failing, turn::add)).isFalse();
        assertThat(patient.record(() -> {}, turn::add)).isTrue();
        patient.add(new IOException("first"));
        assertThat(turn).hasSize(1);
        turn.getFirst().run();
        assertThatThrownBy(patient::throwIfAny)
                .isInstanceOfSatisfying(
                        SeveralFailures.class,
                        several -> assertThat(several.failures())
                                .extracting(Throwable::getMessage)
                                .containsExactly("first", "second"));

        assertThat(failures.record(failing, turn::add)).isFalse();
        assertThat(aborts).hasValue(1);
        assertThat(turn).hasSize(1);
    }

    @Test
    @DisplayName("a defect of the program is a failure too, not the silent end of a thread")
    void recordsDefects() {
        failures.record(() -> {
            throw new IllegalStateException("broken");
        });
        assertThatThrownBy(failures::throwFirstUnlessCanceled)
                .hasMessage("internal error: IllegalStateException: broken");
    }

    @Test
    @DisplayName("an error of a task, memory that ran out included, is its failure and not the end of its thread")
    void recordsErrors() {
        failures.record(() -> {
            throw new OutOfMemoryError("Java heap space");
        });
        failures.record(() -> {
            throw new StackOverflowError();
        });
        assertThatThrownBy(failures::throwUnlessCanceled)
                .isInstanceOfSatisfying(
                        SeveralFailures.class,
                        several -> assertThat(several.failures())
                                .extracting(Throwable::getMessage)
                                .containsExactly(
                                        "out of memory: Java heap space",
                                        "internal error: StackOverflowError: StackOverflowError"));
    }

    @Test
    @DisplayName("a failure that cannot even be put into words fails the run all the same")
    void remembersWhatIsLost() {
        failures.record(() -> {
            throw new OutOfMemoryError() {
                @Override
                public String getMessage() {
                    throw new OutOfMemoryError("again");
                }
            };
        });
        assertThat(failures.stop()).isTrue();
        assertThatThrownBy(failures::throwIfAny).hasMessageContaining("out of memory");
        assertThatThrownBy(failures::throwFirstUnlessCanceled).hasMessageContaining("out of memory");
    }

    @ParameterizedTest
    @DisplayName("regsync 7: whatever a worker throws is a failure of the run, in order and side by side")
    @ValueSource(booleans = {false, true})
    void workersLoseNothing(boolean sideBySide) {
        Failures patient = new Failures(false, aborts::incrementAndGet);
        try (Workers workers = sideBySide ? Workers.sideBySide(1) : Workers.inOrder()) {
            workers.start(patient, () -> {
                throw new OutOfMemoryError("Java heap space");
            });
            workers.await(patient);
        }
        assertThatThrownBy(patient::throwIfAny).hasRootCauseInstanceOf(OutOfMemoryError.class);
    }
}
