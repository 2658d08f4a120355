// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import java.util.Optional;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Calls, returns, protected calls and coroutines of one interpreter. */
@SuppressWarnings("ReferenceEquality") // functions and coroutines are what they are, not what they equal
public final class Calls {
    /** Deepest nesting of Lua functions in one coroutine. */
    static final int MAX_DEPTH = 16_000;
    /** Deepest nesting of library functions that call back; each level takes Java stack. */
    static final int MAX_ACTIVATIONS = 190;

    private final Interpreter interpreter;
    private final Watch watch;
    private final Coroutine main = new Coroutine(LuaValue.NIL);
    private final HostFunction pcall = HostFunction.of("pcall", args -> protect(args, Frame.Guard.PCALL));
    private final HostFunction xpcall = HostFunction.of("xpcall", args -> protect(args, Frame.Guard.XPCALL));
    private final HostFunction yielding = HostFunction.of("yield", args -> cannotYield());
    private Coroutine current = main;
    private LuaValue roots = LuaValue.NIL;
    private int activations;

    Calls(Interpreter interpreter, Watch watch) {
        this.interpreter = interpreter;
        this.watch = watch;
        main.become(Coroutine.Status.RUNNING);
    }

    /** Values that stay alive for the whole run, usually the table of globals. */
    public void keep(LuaValue value) {
        roots = value;
    }

    /** Estimate of the bytes the script can reach now. */
    public long liveBytes() {
        return liveBytes(interpreter.operators().stringMetatable());
    }

    long liveBytes(LuaValue strings) {
        MemoryWalk walk = new MemoryWalk();
        walk.add(strings);
        walk.add(roots);
        walk.add(main);
        walk.add(current); // the ones between them are reached through the frames that resumed them
        return walk.total();
    }

    Varargs call(LuaValue function, Varargs args) {
        return switch (function) {
            case ScriptFunction script -> activate(push(script, args, current.top), true);
            case HostFunction host -> invoke(host, args);
            default -> call(handler(function), Values.prepend(function, args));
        };
    }

    /** Library functions read texts to their ends: a call counts by their length. */
    private Varargs invoke(HostFunction host, Varargs args) {
        long bytes = 0;
        for (int i = args.narg(); i > 0; i--) {
            bytes += args.arg(i) instanceof LuaString text ? text.m_length : 0;
        }
        watch.text(bytes);
        return host.invoke(args);
    }

    private LuaValue handler(LuaValue notFunction) {
        LuaValue handler = interpreter.operators().handler(notFunction, LuaValue.CALL);
        if (handler instanceof LuaFunction) {
            return handler;
        }
        throw new ScriptError("attempt to call a non-function object");
    }

    private Frame push(ScriptFunction function, Varargs args, Frame caller) {
        if (caller.depth >= MAX_DEPTH) {
            throw new ScriptError("stack overflow");
        }
        watch.allocate(96 + 4L * function.prototype.maxstacksize + 4L * args.narg());
        Frame frame = new Frame(function, args, caller);
        current.top = frame;
        return frame;
    }

    /** A call instruction: gives the frame to go on with, the same one when the function has already returned. */
    Frame enter(Frame f, LuaValue callee, Varargs args) {
        return switch (callee) {
            case ScriptFunction script -> push(script, args, f);
            case HostFunction host when host == pcall -> guard(f, args, Frame.Guard.PCALL);
            case HostFunction host when host == xpcall -> guard(f, args, Frame.Guard.XPCALL);
            case HostFunction host
            when host == yielding && current.activation == activations && current != main -> {
                current.become(Coroutine.Status.SUSPENDED);
                yield interpreter.finish(args);
            }
            case HostFunction host -> {
                f.deliver(invoke(host, args));
                yield f;
            }
            default -> enter(f, handler(callee), Values.prepend(callee, args));
        };
    }

    /** A call as the last thing a function does: the new frame takes the place of the old one. */
    Frame enterTail(Frame f, LuaValue callee, Varargs args) {
        if (!(callee instanceof ScriptFunction script)) {
            return enter(f, callee, args);
        }
        Frame frame = push(script, args, f.caller);
        frame.base = f.base;
        frame.guard = f.guard;
        frame.handler = f.handler;
        return frame;
    }

    /** The end of a function. */
    Frame leave(Frame f, Varargs results) {
        current.top = f.caller;
        if (f.base) {
            return interpreter.finish(results);
        }
        f.caller.deliver(f.guard == Frame.Guard.NONE ? results : Values.prepend(LuaValue.TRUE, results));
        return f.caller;
    }

    private Frame guard(Frame f, Varargs args, Frame.Guard guard) {
        if (args.arg1() instanceof ScriptFunction script) {
            Frame frame = push(script, arguments(args, guard), f);
            frame.guard = guard;
            frame.handler = args.arg(2);
            return frame;
        }
        f.deliver(protect(new ScriptArguments(guard == Frame.Guard.PCALL ? "pcall" : "xpcall", args), guard));
        return f;
    }

    private static Varargs arguments(Varargs args, Frame.Guard guard) {
        int first = guard == Frame.Guard.PCALL ? 2 : 3;
        return args.narg() < first ? LuaValue.NONE : args.subargs(first);
    }

    /** The protected call of anything but a Lua function from Lua, and every one from Java. */
    private Varargs protect(ScriptArguments args, Frame.Guard guard) {
        LuaValue function = args.any(1);
        Frame caller = current.top;
        Coroutine owner = current;
        current.top = new Frame(caller);
        try {
            return Values.prepend(LuaValue.TRUE, call(function, arguments(args.all(), guard)));
        } catch (RuntimeException | StackOverflowError e) {
            ScriptError error = locate(e);
            LuaValue value = guard == Frame.Guard.XPCALL ? handle(args.value(2), error) : error.getMessageObject();
            return LuaValue.varargsOf(LuaValue.FALSE, value);
        } finally {
            owner.top = caller;
        }
    }

    private LuaValue handle(LuaValue handler, ScriptError error) {
        try {
            return call(handler, error.getMessageObject()).arg1();
        } catch (LuaError e) {
            return LuaStrings.of("error in error handling");
        }
    }

    /** Runs an activation; errors go to the nearest protected call in it or to the Java caller. */
    private Varargs activate(Frame first, boolean fresh) {
        Coroutine owner = current;
        if (fresh) {
            first.base = true;
        }
        Frame outside = fresh ? first.caller : Frame.BOTTOM;
        Frame next = first;
        activations++;
        try {
            if (activations > MAX_ACTIVATIONS) {
                throw new ScriptError("stack overflow");
            }
            while (true) {
                try {
                    return interpreter.run(next);
                } catch (RuntimeException | StackOverflowError e) {
                    next = recover(locate(e));
                }
            }
        } catch (RuntimeException e) {
            owner.top = outside;
            throw e;
        } catch (ScriptAbort e) {
            e.locate(Traceback.where(owner.top, 1), Traceback.of(owner.top));
            throw e;
        } finally {
            activations--;
        }
    }

    /** Unwinds to the nearest protected call of the activation. */
    private Frame recover(ScriptError error) {
        for (Frame f = current.top; f != Frame.BOTTOM; f = f.caller) {
            if (f.guard != Frame.Guard.NONE) {
                LuaValue value = f.guard == Frame.Guard.XPCALL ? handle(f.handler, error) : error.getMessageObject();
                current.top = f.caller;
                f.caller.deliver(LuaValue.varargsOf(LuaValue.FALSE, value));
                return f.caller;
            }
            if (f.base) {
                break;
            }
        }
        throw error;
    }

    /** Gives any failure its position and traceback; a failure of the machine itself becomes an error of the script. */
    private ScriptError locate(Throwable failure) {
        ScriptError error = switch (failure) {
            case ScriptError known -> known;
            case LuaError e -> new ScriptError(String.valueOf(e.getMessage()));
            case StackOverflowError e -> new ScriptError("stack overflow");
            default -> new ScriptError("vm error: " + failure);
        };
        error.position(Traceback.where(current.top, 1));
        error.traceback(Traceback.of(current.top));
        return error;
    }

    /**
     * A function whose errors carry the position of the nearest line of Lua, although a library function such as
     * {@code pcall} called it and C Lua would give none.
     */
    public HostFunction.Body located(HostFunction.Body function) {
        return args -> {
            try {
                return function.call(args);
            } catch (ScriptError e) {
                e.position(nearestLine());
                throw e;
            }
        };
    }

    /** The line of Lua at work: that of the resumer when a coroutine consists of library functions alone. */
    private String nearestLine() {
        Coroutine coroutine = current;
        String position = Traceback.nearestLine(coroutine.top);
        while (position.isEmpty() && coroutine != main) {
            coroutine = coroutine.resumer;
            position = Traceback.nearestLine(coroutine.top);
        }
        return position;
    }

    /**
     * Starts or goes on with a coroutine until it yields or ends.
     *
     * @throws LuaError the coroutine's error, or one that says that it cannot be resumed
     */
    public Varargs resume(Coroutine coroutine, Varargs args) {
        if (coroutine.status() != Coroutine.Status.SUSPENDED) {
            throw new ScriptError(refusal(coroutine));
        }
        Coroutine resumer = current;
        resumer.become(Coroutine.Status.NORMAL);
        coroutine.become(Coroutine.Status.RUNNING);
        coroutine.activation = activations + 1;
        coroutine.resumer = resumer;
        current = coroutine;
        try {
            Varargs results = proceed(coroutine, args);
            if (coroutine.status() == Coroutine.Status.RUNNING) {
                coroutine.become(Coroutine.Status.DEAD);
            }
            return results;
        } catch (RuntimeException e) {
            coroutine.become(Coroutine.Status.DEAD);
            throw e;
        } finally {
            current = resumer;
            coroutine.resumer = coroutine;
            resumer.become(Coroutine.Status.RUNNING);
        }
    }

    /** The same with the outcome in front: true and the values, or false and the error value. */
    public Varargs tryResume(Coroutine coroutine, Varargs args) {
        if (coroutine.status() != Coroutine.Status.SUSPENDED) {
            return LuaValue.varargsOf(LuaValue.FALSE, LuaStrings.of(refusal(coroutine)));
        }
        try {
            return Values.prepend(LuaValue.TRUE, resume(coroutine, args));
        } catch (RuntimeException | StackOverflowError e) {
            return LuaValue.varargsOf(LuaValue.FALSE, locate(e).getMessageObject());
        }
    }

    private static String refusal(Coroutine coroutine) {
        String state = coroutine.status() == Coroutine.Status.DEAD ? "dead" : "non-suspended";
        return "cannot resume " + state + " coroutine";
    }

    private Varargs proceed(Coroutine coroutine, Varargs args) {
        if (!coroutine.start()) {
            coroutine.top.deliver(args);
            return activate(coroutine.top, false);
        }
        return coroutine.body instanceof ScriptFunction script
                ? activate(push(script, args, Frame.BOTTOM), true)
                : call(coroutine.body, args);
    }

    private Varargs cannotYield() {
        throw new ScriptError(
                current == main
                        ? "attempt to yield from outside a coroutine"
                        : "attempt to yield across metamethod/C-call boundary");
    }

    public Coroutine newCoroutine(LuaFunction body) {
        watch.allocate(64);
        return new Coroutine(body);
    }

    /** The coroutine at work; empty in the main part of the script. */
    public Optional<Coroutine> running() {
        return current == main ? Optional.empty() : Optional.of(current);
    }

    /** The position of the function at a level (1: the one that called the library function), or an empty text. */
    public String where(int level) {
        return Traceback.where(current.top, level);
    }

    /** The calls leading here, first line {@code stack traceback:}. */
    public String traceback() {
        return Traceback.of(current.top);
    }

    /** The Lua function at a level; empty for a library function and beyond the stack. */
    public Optional<ScriptFunction> function(int level) {
        return Traceback.frame(current.top, level).filter(f -> !f.isHost()).map(f -> f.function);
    }

    /** The current line at a level; 0 for a library function. */
    public int line(int level) {
        return Traceback.frame(current.top, level).map(Frame::line).orElse(0);
    }

    /** True when there is a function at the level. */
    public boolean hasLevel(int level) {
        return Traceback.frame(current.top, level).isPresent();
    }

    public HostFunction pcall() {
        return pcall;
    }

    public HostFunction xpcall() {
        return xpcall;
    }

    public HostFunction yielding() {
        return yielding;
    }
}
