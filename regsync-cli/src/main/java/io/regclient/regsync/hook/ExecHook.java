// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.hook;

import io.regclient.config.Environment;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.regsync.schema.HookRules.Rule;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a program with the document on its standard input; its standard output is what the hook says. No shell reads its
 * arguments, and it sees few variables of the environment: those of a server may hold the passwords of registries.
 */
final class ExecHook implements HookCall {
    private static final List<String> VARIABLES = List.of("PATH", "HOME", "TZ", "LANG");

    /** Characters of the name of a program in messages. */
    private static final int MAX_NAME = 100;

    private final Environment environment;

    ExecHook(Environment environment) {
        this.environment = environment;
    }

    @Override
    public byte[] call(Rule rule, Object data, byte[] document) throws IOException {
        List<String> command = new ArrayList<>();
        for (String param : rule.params()) {
            String argument = rule.expand(param, data);
            if (argument.indexOf('\0') >= 0) {
                throw RegistryException.of(
                        ErrorKind.INVALID_INPUT, "no argument of a program can have a zero character");
            }
            command.add(argument);
        }
        String program = command.getFirst();
        Path file = find(program);
        command.set(0, file.toString());
        String name = VisibleText.name(program.substring(program.lastIndexOf('/') + 1), MAX_NAME);
        try {
            ProgramFile.check(file, environment.workingDirectory().toAbsolutePath(), name);
            ChildProcess child = ChildProcess.start(builder(rule, command), name);
            return child.finish(document, rule.timeout(), MAX_ANSWER);
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            throw RegistryException.of(
                    ErrorKind.UNAVAILABLE, name + " cannot be started: " + RegistryException.describe(e), e);
        }
    }

    private ProcessBuilder builder(Rule rule, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        List<String> names = new ArrayList<>(VARIABLES);
        names.addAll(rule.env());
        for (String name : names) {
            environment.variable(name).ifPresent(value -> builder.environment().put(name, value));
        }
        if (!environment.workingDirectory().toString().isEmpty()) {
            builder.directory(environment.workingDirectory().toFile());
        }
        return builder;
    }

    /** Looks along PATH of the given environment; Java would use that of this process. */
    private Path find(String program) throws RegistryException {
        if (program.contains("/")) {
            Path path = environment.workingDirectory().resolve(program);
            if (isProgram(path)) {
                return path.toAbsolutePath();
            }
            throw RegistryException.of(
                    ErrorKind.NOT_FOUND,
                    VisibleText.name(program, MAX_NAME)
                            + (Files.exists(path) ? " is no program that can be run" : " does not exist"));
        }
        for (String directory : environment.variable("PATH").orElse("").split(File.pathSeparator, -1)) {
            Path candidate = environment.workingDirectory().resolve(directory).resolve(program);
            if (!directory.isEmpty() && isProgram(candidate)) {
                return candidate.toAbsolutePath();
            }
        }
        throw RegistryException.of(
                ErrorKind.NOT_FOUND,
                "there is no program " + VisibleText.orQuotes(VisibleText.name(program, MAX_NAME))
                        + " in the directories of PATH");
    }

    private static boolean isProgram(Path path) {
        return Files.isExecutable(path) && !Files.isDirectory(path);
    }
}
