// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import static org.luaj.vm2.LuaValue.NIL;

import io.regclient.file.FileFailure;
import io.regclient.regbot.sandbox.vm.HostFunction;
import io.regclient.regbot.sandbox.vm.HostValue;
import io.regclient.regbot.sandbox.vm.Interpreter;
import io.regclient.regbot.sandbox.vm.LuaNumbers;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import io.regclient.regbot.sandbox.vm.Values;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The file and process functions of {@code io}, for operators who allow them. Standard input is empty. */
public final class HostFiles implements AutoCloseable {
    /** As in C: what is longer is no number. */
    private static final int LONGEST_NUMERAL = 200;

    private final Interpreter vm;
    private final ChildProcesses children;
    private final ScriptTable metatable;
    private final List<ScriptFile> opened = new ArrayList<>();
    private LuaValue input;
    private LuaValue output;

    /** A call that may fail as a file does. */
    private interface Operation {
        Varargs run(ScriptFile file) throws IOException, InterruptedException;
    }

    /**
     * Replaces the refusing functions of an {@code io} table.
     *
     * @param children what {@code popen} starts
     */
    public HostFiles(Interpreter vm, ScriptTable io, ChildProcesses children) {
        this.vm = vm;
        this.children = children;
        this.metatable = metatable();
        this.input = value(ScriptFile.reading(vm.watch(), InputStream.nullInputStream(), Optional.empty()));
        this.output = io.field("stdout");
        io.put("stdin", input);
        io.define("open", args -> attempt(args.text(1), () -> open(args.text(1), args.text(2, "r"))));
        io.define("popen", args -> attempt(args.text(1), () -> start(args.text(1), args.text(2, "r"))));
        io.define("tmpfile", args -> attempt("tmpfile", this::temporary));
        io.define("lines", this::lines);
        io.define("close", args -> method(args.has(1) ? args.value(1) : output, "close", LuaValue.NONE));
        io.define("read", args -> method(input, "read", args.all()));
        io.define("write", args -> method(output, "write", args.all()));
        io.define("flush", args -> method(output, "flush", LuaValue.NONE));
        io.define("input", args -> input = chosen(args, "r", input));
        io.define("output", args -> output = chosen(args, "w", output));
        io.define("type", HostFiles::type);
    }

    private Varargs method(LuaValue file, String name, Varargs args) {
        LuaValue function = vm.operators().index(file, LuaStrings.of(name));
        return vm.call(function, Values.prepend(file, args));
    }

    private ScriptTable metatable() {
        ScriptTable methods = vm.newTable();
        methods.define("read", args -> with(args, file -> read(file, args)));
        methods.define("write", args -> with(args, file -> write(file, args)));
        methods.define("lines", this::iterator);
        methods.define(
                "seek",
                args -> with(
                        args,
                        file -> LuaValue.valueOf((double) file.seek(args.text(2, "cur"), (long) args.number(3, 0)))));
        methods.define("flush", args -> LuaValue.TRUE);
        methods.define("setvbuf", args -> LuaValue.TRUE);
        methods.define("close", args -> with(args, HostFiles::close));
        ScriptTable table = vm.newTable();
        table.put("__index", methods).put("__metatable", LuaValue.FALSE);
        table.define("__tostring", args -> LuaStrings.of(file(args).isClosed() ? "file (closed)" : "file"));
        return table;
    }

    private LuaValue value(ScriptFile file) {
        opened.add(file);
        return new HostValue(file, metatable, 16_384);
    }

    private static ScriptFile file(ScriptArguments args) {
        if (args.value(1) instanceof HostValue value && value.userdata() instanceof ScriptFile file) {
            return file;
        }
        throw args.bad(1, "file expected, got " + args.value(1).typename());
    }

    /** Runs an operation on the file in the first argument; an I/O error becomes nil and a message. */
    private Varargs with(ScriptArguments args, Operation operation) {
        ScriptFile file = file(args);
        if (file.isClosed()) {
            throw new ScriptError("attempt to use a closed file");
        }
        return attempt("", () -> operation.run(file));
    }

    /** Something that opens or uses a file. */
    interface Attempt {
        Varargs run() throws IOException, InterruptedException;
    }

    static Varargs attempt(String name, Attempt attempt) {
        try {
            return attempt.run();
        } catch (NoSuchFileException e) {
            return failure(name, "No such file or directory");
        } catch (AccessDeniedException e) {
            return failure(name, "Permission denied");
        } catch (InvalidPathException e) {
            return failure(name, "Invalid argument");
        } catch (ClosedByInterruptException | InterruptedIOException e) {
            throw new ScriptError("interrupted");
        } catch (IOException e) {
            return failure(name, FileFailure.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ScriptError("interrupted");
        }
    }

    private static Varargs failure(String name, String reason) {
        String text = name.isEmpty() || reason.startsWith(name) ? reason : name + ": " + reason;
        return LuaValue.varargsOf(NIL, LuaStrings.of(text), LuaValue.valueOf(1));
    }

    private LuaValue open(String name, String mode) throws IOException {
        return value(ScriptFile.open(vm.watch(), Path.of(name), mode));
    }

    private LuaValue temporary() throws IOException {
        Path path = Files.createTempFile("lua_", "");
        LuaValue file = open(path.toString(), "w+");
        Files.delete(path); // the open file stays usable and leaves nothing behind
        return file;
    }

    private LuaValue start(String command, String mode) throws IOException {
        boolean reading = mode.startsWith("r");
        Process process = children.start(
                command,
                builder -> builder.redirectError(ProcessBuilder.Redirect.INHERIT)
                        .redirectOutput(reading ? ProcessBuilder.Redirect.PIPE : ProcessBuilder.Redirect.INHERIT));
        return value(
                reading
                        ? ScriptFile.reading(vm.watch(), process.getInputStream(), Optional.of(process))
                        : ScriptFile.writing(vm.watch(), process.getOutputStream(), Optional.of(process)));
    }

    private LuaValue chosen(ScriptArguments args, String mode, LuaValue current) {
        if (args.isMissing(1)) {
            return current;
        }
        if (args.value(1) instanceof HostValue) {
            return args.value(1);
        }
        Varargs result = attempt(args.text(1), () -> open(args.text(1), mode));
        if (result.arg1().isnil()) {
            throw new ScriptError(LuaStrings.plainText(result.arg(2)));
        }
        return result.arg1();
    }

    private Varargs lines(ScriptArguments args) {
        return iterator(new ScriptArguments("lines", chosen(args, "r", input)));
    }

    private Varargs iterator(ScriptArguments args) {
        ScriptFile file = file(args);
        HostFunction.Body next = ignored -> {
            if (file.isClosed()) {
                throw new ScriptError("file is already closed");
            }
            Varargs line = attempt("", () -> file.readLine().map(this::string).orElse(NIL));
            if (line.narg() > 1) {
                throw new ScriptError(LuaStrings.plainText(line.arg(2)));
            }
            return line;
        };
        return HostFunction.holding("lines", next, args.value(1));
    }

    private LuaValue string(byte[] bytes) {
        vm.watch().allocateString(bytes.length);
        return LuaStrings.of(bytes);
    }

    private Varargs read(ScriptFile file, ScriptArguments args) throws IOException {
        if (args.count() < 2) {
            return file.readLine().map(this::string).orElse(NIL);
        }
        List<LuaValue> values = new ArrayList<>();
        for (int i = 2; i <= args.count(); i++) {
            LuaValue value = readOne(file, args, i);
            values.add(value);
            if (value.isnil()) {
                break;
            }
        }
        return Values.of(values);
    }

    private LuaValue readOne(ScriptFile file, ScriptArguments args, int index) throws IOException {
        if (args.value(index) instanceof LuaNumber) {
            return file.read(Math.max(0, args.integer(index))).map(this::string).orElse(NIL);
        }
        return switch (args.text(index)) {
            case "*l", "l" -> file.readLine().map(this::string).orElse(NIL);
            case "*a", "a" -> string(file.read(Integer.MAX_VALUE).orElse(new byte[0]));
            case "*n", "n" -> readNumber(file);
            default -> throw args.bad(index - 1, "invalid format");
        };
    }

    private static LuaValue readNumber(ScriptFile file) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = file.peek(); c == ' ' || (c >= 9 && c <= 13); c = file.peek()) {
            file.skip();
        }
        for (int c = file.peek(); isNumeral(c) && text.length() < LONGEST_NUMERAL; c = file.peek()) {
            text.append((char) c);
            file.skip();
        }
        var number = LuaNumbers.parse(LuaStrings.of(text.toString()));
        return number.isPresent() ? LuaValue.valueOf(number.getAsDouble()) : NIL;
    }

    private static boolean isNumeral(int c) {
        return c > 0 && "0123456789abcdefABCDEFxX.+-".indexOf(c) >= 0;
    }

    private static Varargs write(ScriptFile file, ScriptArguments args) throws IOException {
        for (int i = 2; i <= args.count(); i++) {
            file.write(LuaStrings.bytes(args.string(i)));
        }
        return LuaValue.TRUE;
    }

    private static Varargs close(ScriptFile file) throws IOException, InterruptedException {
        OptionalInt status = file.finish();
        return status.isPresent() ? LuaValue.valueOf(status.getAsInt()) : LuaValue.TRUE;
    }

    private static Varargs type(ScriptArguments args) {
        if (args.any(1) instanceof HostValue value && value.userdata() instanceof ScriptFile file) {
            return LuaStrings.of(file.isClosed() ? "closed file" : "file");
        }
        return args.value(1) instanceof HostValue value && value.userdata() instanceof ScriptOutput
                ? LuaStrings.of("file")
                : NIL;
    }

    /** Closes what the script left open, all of it. */
    @Override
    public void close() throws IOException {
        Optional<IOException> failure = Optional.empty();
        for (ScriptFile file : opened) {
            try {
                file.close();
            } catch (IOException e) {
                failure = Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }
}
