// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.postgresql.Driver;

/** A database of PostgreSQL, which many processes may share. */
final class PostgresServer implements Database {
    private static final List<String> SCHEMES = List.of("postgresql://", "postgres://");

    /** Seconds, unless the URL says something else. Without a limit a dead connection holds up a run forever. */
    private static final Map<String, String> DEFAULTS =
            Map.of("connectTimeout", "10", "socketTimeout", "60", "tcpKeepAlive", "true", "ApplicationName", "regsync");

    /** What a URL may set, by the names people know from psql and from JDBC. The driver has others, which run code. */
    private static final Map<String, String> PARAMETERS = new TreeMap<>(Map.ofEntries(
            Map.entry("user", "user"),
            Map.entry("password", "password"),
            Map.entry("sslmode", "sslmode"),
            Map.entry("sslrootcert", "sslrootcert"),
            Map.entry("sslcert", "sslcert"),
            Map.entry("sslkey", "sslkey"),
            Map.entry("sslpassword", "sslpassword"),
            Map.entry("channel_binding", "channelBinding"),
            Map.entry("connect_timeout", "connectTimeout"),
            Map.entry("connectTimeout", "connectTimeout"),
            Map.entry("socketTimeout", "socketTimeout"),
            Map.entry("application_name", "ApplicationName"),
            Map.entry("ApplicationName", "ApplicationName"),
            Map.entry("currentSchema", "currentSchema"),
            Map.entry("targetServerType", "targetServerType"),
            Map.entry("options", "options")));

    private static final Set<String> TLS_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    private static final Pattern HOSTS = Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]{1,5})?"
            + "(?:,(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]{1,5})?)*");

    private static final Pattern PORT = Pattern.compile(":([0-9]{1,5})(?=,|$)");

    private static final int MAX_PORT = 65_535;

    /** Of the lock that those who make the tables take; any number that others do not use. */
    private static final long TABLES_LOCK = 0x7265_6773_796e_63L;

    /**
     * The connection is gone or was refused (08), the server stops, starts, is full or has cut a connection that was idle for
     * long (57P05, 25P03, 25P04), or two were in each other's way.
     */
    private static final Pattern PASSES = Pattern.compile("08...|57P0[1235]|25P0[34]|53300|40001|40P01");

    /** What the driver says, in any language, when a certificate is of another host. */
    private static final String OTHER_HOST = "PgjdbcHostnameVerifier";

    /** What the driver says when the file of the authorities is not where it looks by itself. */
    private static final String NO_ROOT = "Could not open SSL root certificate file";

    /** A connection that did not come about; with a broken transport behind it, or because of a setting. */
    private static final String FAILED = "08006";

    /** Whose messages would stand beside the line that tells the same; kept, for loggers are forgotten else. */
    private static final Logger DRIVER = Logger.getLogger("org.postgresql");

    private static final int SHOWN = 300;

    /** By this the driver refuses a server that cannot do what the settings ask for. */
    private static final String REFUSED = "08004";

    private final String hosts;
    private final String database;
    private final Properties settings;

    private PostgresServer(String hosts, String database, Properties settings) {
        this.hosts = hosts;
        this.database = database;
        this.settings = settings;
    }

    static boolean isAddress(String url) {
        return SCHEMES.stream().anyMatch(url::startsWith);
    }

    static PostgresServer of(String url, DatabaseLogin login, Path directory) throws RegistryException {
        String rest = url.substring(url.indexOf("//") + 2);
        int question = rest.indexOf('?');
        String query = question < 0 ? "" : rest.substring(question + 1);
        String place = question < 0 ? rest : rest.substring(0, question);
        int slash = place.indexOf('/');
        String authority = slash < 0 ? place : place.substring(0, slash);
        String database = slash < 0 ? "" : decoded(place.substring(slash + 1));
        int at = authority.lastIndexOf('@');
        String hosts = authority.substring(at + 1);
        if (!HOSTS.matcher(hosts).matches()) {
            throw Database.invalid("write postgresql://HOST/DATABASE; special characters of a user or password are "
                    + "written as %XX, or stand in the keys user and password");
        }
        Matcher port = PORT.matcher(hosts);
        while (port.find()) {
            if (Integer.parseInt(port.group(1)) > MAX_PORT) {
                throw Database.invalid("there is no port " + port.group(1));
            }
        }
        if (database.isEmpty() || database.indexOf('/') >= 0) {
            throw Database.invalid("postgresql://" + hosts + " needs one name of a database behind the host");
        }
        Properties settings = new Properties();
        settings.putAll(DEFAULTS);
        if (at >= 0) {
            userInfo(authority.substring(0, at), settings);
        }
        parameters(query, settings);
        put(settings, "user", login.user());
        put(settings, "password", login.password());
        tls(settings, directory);
        return new PostgresServer(hosts, database, settings);
    }

    private static void userInfo(String login, Properties settings) throws RegistryException {
        int colon = login.indexOf(':');
        put(settings, "user", decoded(colon < 0 ? login : login.substring(0, colon)));
        put(settings, "password", colon < 0 ? "" : decoded(login.substring(colon + 1)));
    }

    private static void parameters(String query, Properties settings) throws RegistryException {
        for (String parameter : query.split("&", -1)) {
            int equal = parameter.indexOf('=');
            if (parameter.isEmpty()) {
                continue;
            }
            String known = equal < 0 ? null : PARAMETERS.get(parameter.substring(0, equal));
            if (known == null) {
                String name = equal < 0 ? "" : VisibleText.name(parameter.substring(0, equal), 40) + " ";
                throw Database.invalid(
                        "a parameter " + name + "is not known, these are: " + String.join(", ", PARAMETERS.keySet()));
            }
            put(settings, known, decoded(parameter.substring(equal + 1)));
        }
    }

    private static void tls(Properties settings, Path directory) throws RegistryException {
        String mode = settings.getProperty("sslmode", "prefer");
        if (!TLS_MODES.contains(mode)) {
            throw Database.invalid("sslmode " + VisibleText.name(mode, 40) + " is none of "
                    + TLS_MODES.stream().sorted().toList());
        }
        for (String file : List.of("sslrootcert", "sslcert", "sslkey")) {
            String path = settings.getProperty(file, "");
            try {
                put(
                        settings,
                        file,
                        path.isEmpty() ? "" : directory.resolve(path).toString());
            } catch (InvalidPathException e) {
                throw Database.invalid(file + " is no path");
            }
        }
    }

    private static void put(Properties settings, String name, String value) {
        if (!value.isEmpty()) {
            settings.setProperty(name, value);
        }
    }

    private static String decoded(String text) throws RegistryException {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Database.invalid("a % that is no %XX; a % itself is written %25");
        }
    }

    @Override
    public String name() {
        return "postgresql://" + hosts + "/" + VisibleText.name(database, 100);
    }

    @Override
    public boolean mayExist() {
        return true;
    }

    @Override
    public Connection connect(boolean writes) throws SQLException {
        Properties all = new Properties();
        all.putAll(settings);
        if (!writes) {
            all.setProperty("readOnly", "true");
        }
        String url = "jdbc:postgresql://" + hosts + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8);
        DRIVER.setLevel(Level.OFF);
        Connection connection = new Driver().connect(url, all);
        if (connection == null) {
            throw new SQLException("the driver does not take " + name());
        }
        return connection;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public Database within(Duration longestWait) {
        String seconds = String.valueOf(Math.max(1, longestWait.toSeconds()));
        Properties hasty = new Properties();
        hasty.putAll(settings);
        hasty.setProperty("connectTimeout", seconds);
        hasty.setProperty("socketTimeout", seconds);
        return new PostgresServer(hosts, database, hasty);
    }

    @Override
    public void lockTables(Statement statement) throws SQLException {
        statement.execute("select pg_advisory_xact_lock(" + TABLES_LOCK + ")");
    }

    @Override
    public String tableExists() {
        // From the table and not by to_regclass, which may remember that there was none before the lock was waited for.
        return "select 1 from pg_catalog.pg_class where relname = ? and pg_catalog.pg_table_is_visible(oid)";
    }

    @Override
    public String idColumn() {
        return "bigint generated always as identity primary key";
    }

    @Override
    public String forUpdate() {
        return " for update";
    }

    @Override
    public String time(String column) {
        return "to_timestamp(" + column + " / 1000.0)";
    }

    @Override
    public Problem problem(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        String text = RegistryException.describe(failure).lines().findFirst().orElse("");
        if (text.contains(OTHER_HOST)) {
            return new Problem(
                    "the server's certificate is made out for another host, which sslmode=verify-full does not allow",
                    false);
        }
        if (text.contains(NO_ROOT)) {
            return new Problem(text + " The parameter sslrootcert names another one.", false);
        }
        boolean transport = false;
        boolean wrongFile = false;
        boolean handshake = false;
        boolean brokenOff = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
                return new Problem(
                        "the server's certificate does not come from the authorities of sslrootcert, or is not valid: "
                                + VisibleText.name(String.valueOf(cause.getMessage()), SHOWN),
                        false);
            }
            wrongFile = wrongFile
                    || cause instanceof GeneralSecurityException
                    || cause instanceof FileNotFoundException
                    || cause instanceof NoSuchFileException;
            transport = transport || cause instanceof IOException;
            handshake = handshake || cause instanceof SSLHandshakeException;
            brokenOff = brokenOff || cause instanceof EOFException || cause instanceof SocketException;
        }
        boolean setting =
                wrongFile || state.equals(REFUSED) || (state.equals(FAILED) && !transport) || (handshake && !brokenOff);
        return new Problem(VisibleText.name(text, SHOWN), PASSES.matcher(state).matches() && !setting);
    }
}
