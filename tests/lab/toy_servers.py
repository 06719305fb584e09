"""Servers that no program of the system is: toy_servers.py KIND ADDRESS PORT

KIND: banner:TEXT (a line, then an error) | random | echo | http10 | reset (RST after the first data) | silent
"""
import os
import socket
import struct
import sys
import threading
import time

HTTP10 = b"HTTP/1.0 200 OK\r\nServer: Microsoft-IIS/6.0\r\nContent-Type: text/xml\r\n\r\n<MPList/>\r\n"


def banner(peer, text):
    peer.sendall(text.encode() + b"\r\n")
    peer.recv(65536)
    peer.sendall(b"500 what?\r\n")


def random(peer, _):
    peer.sendall(os.urandom(64))
    while peer.recv(65536):
        peer.sendall(os.urandom(300))


def echo(peer, _):
    while data := peer.recv(65536):
        peer.sendall(data)


def http10(peer, _):
    data = b""
    while b"\r\n\r\n" not in data:
        more = peer.recv(65536)
        if not more:
            return
        data += more
    peer.sendall(HTTP10)


def reset(peer, _):
    peer.recv(65536)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silent(peer, _):
    peer.recv(65536)
    time.sleep(1)


def serve(peer, kind, text):
    try:
        peer.settimeout(10)
        kind(peer, text)
    except OSError:
        pass
    finally:
        peer.close()


def main():
    name, _, text = sys.argv[1].partition(":")
    kind = {f.__name__: f for f in (banner, random, echo, http10, reset, silent)}[name]
    listener = socket.create_server((sys.argv[2], int(sys.argv[3])), family=socket.AF_INET6, backlog=64,
                                    dualstack_ipv6=True)
    while True:
        peer, _ = listener.accept()
        threading.Thread(target=serve, args=(peer, kind, text), daemon=True).start()


main()
