// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import io.regclient.testing.FaultProxy.Kind;
import io.regclient.testing.FaultProxy.Moment;
import io.regclient.testing.FaultProxy.Position;
import io.regclient.testing.FaultProxy.Rule;
import io.regclient.testing.FaultProxy.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One request and its answer on their way through a {@link FaultProxy}. */
final class FaultExchange {
    private static final int BUFFER = 1 << 16;

    private final FaultProxy proxy;
    private final Rule fault;
    private final HttpHead request;
    private final long content;
    private final Socket client;
    private final InputStream fromClient;
    private final Upstream server;

    FaultExchange(
            FaultProxy proxy, Rule fault, HttpHead request, Socket client, InputStream fromClient, Upstream server) {
        this.proxy = proxy;
        this.fault = fault;
        this.request = request;
        this.content = request.contentLength();
        this.client = client;
        this.fromClient = fromClient;
        this.server = server;
    }

    void run() throws IOException {
        if (content == 0 && refuses() && !fault.inAnswer()) {
            client.getOutputStream().write(refusal());
            return;
        }
        proxy.pass(Moment.REQUEST, request);
        server.out().write(request.closing());
        Thread.ofPlatform().daemon().name("fault-proxy-upload").start(this::upload);
        download();
    }

    private boolean hitsRequest() {
        return fault.times() > 0 && content > 0 && !fault.inAnswer();
    }

    private boolean hitsAnswer() {
        return fault.times() > 0 && (content == 0 || fault.inAnswer());
    }

    /** The fault is an answer in place of the registry's. */
    private boolean refuses() {
        boolean first = hitsRequest() || fault.position() == Position.FIRST;
        return fault.times() > 0 && (fault.kind() == Kind.STATUS || (fault.kind() == Kind.EXPIRE && first));
    }

    private byte[] refusal() {
        return fault.kind() == Kind.EXPIRE
                ? proxy.expire(request)
                : ("HTTP/1.1 " + fault.status() + " Fault\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
    }

    private void upload() {
        try {
            transfer(fromClient, server.out(), hitsRequest() ? fault.position().of(content) : content);
            if (hitsRequest()) {
                spoilRequest();
            }
            discardRequest();
            server.closing().close();
        } catch (IOException e) {
            closeBoth();
        }
    }

    private void spoilRequest() throws IOException {
        if (refuses()) {
            client.getOutputStream().write(refusal()); // what the client still sends meets a closed connection
            closeBoth();
        } else if (fault.kind() == Kind.CORRUPT) {
            server.out().write(fromClient.read() ^ 1);
            transfer(fromClient, server.out(), content - fault.position().of(content) - 1);
        } else {
            cut();
        }
    }

    private void download() throws IOException {
        Optional<HttpHead> answer = HttpHead.read(server.in());
        if (answer.isEmpty()) {
            return; // the fault was in the request
        }
        proxy.pass(Moment.ANSWER, request);
        OutputStream out = client.getOutputStream();
        if (hitsAnswer() && refuses()) {
            out.write(refusal());
            return;
        }
        byte[] head = answer.get().closing();
        long length = request.line().startsWith("HEAD ") ? 0 : answer.get().contentLength();
        if (hitsAnswer() && length == 0) {
            out.write(head, 0, (int) fault.position().of(head.length));
            cut();
            return;
        }
        out.write(head);
        transfer(server.in(), out, hitsAnswer() ? fault.position().of(length) : length);
        if (hitsAnswer() && !spoilAnswer(out, length)) {
            return;
        }
        server.in().transferTo(out); // content of unknown length
        client.shutdownOutput();
    }

    /** False when nothing follows. */
    private boolean spoilAnswer(OutputStream out, long length) throws IOException {
        if (fault.kind() != Kind.CORRUPT) {
            cut();
            return false;
        }
        out.write(server.in().read() ^ 1);
        transfer(server.in(), out, length - fault.position().of(length) - 1);
        return true;
    }

    private void transfer(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER, length)];
        long left = length;
        while (left > 0) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new IOException("ended early");
            }
            if (content == 0) {
                proxy.deliver(n);
            }
            out.write(buffer, 0, n);
            left -= n;
        }
        out.flush();
    }

    /** Breaks the connection as the rule says; a stalled one lasts until the client gives up. */
    private void cut() throws IOException {
        switch (fault.kind()) {
            case STALL -> awaitClient();
            case RESET -> client.setSoLinger(true, 0);
            case EXPIRE -> proxy.expire(request);
            case TRUNCATE, CORRUPT, STATUS -> {}
        }
        closeBoth();
    }

    private void discardRequest() throws IOException {
        fromClient.transferTo(OutputStream.nullOutputStream());
    }

    private void awaitClient() throws IOException {
        if (hitsRequest()) {
            discardRequest();
        } else {
            client.getInputStream().transferTo(OutputStream.nullOutputStream()); // the other thread reads as well
        }
    }

    private void closeBoth() {
        try {
            client.close();
            server.closing().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
