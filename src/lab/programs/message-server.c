/*
 * A server of messages that are 64 bytes long, and what it does with one that is not.
 *
 *     message-server ADDRESS PORT crash    follows a pointer that is null
 *     message-server ADDRESS PORT close    closes without a word
 *     message-server ADDRESS PORT reset    closes with SO_LINGER of zero
 *
 * A right message is answered with "done". One connection after another.
 */
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MESSAGE_BYTES 64

struct message {
    char text[MESSAGE_BYTES];
};

/* The message in a buffer of so many bytes. */
static const struct message *parse(const char *buffer, ssize_t length)
{
    return length == MESSAGE_BYTES ? (const struct message *)buffer : NULL;
}

/* Says what is wrong with a message, when, and whose it is: 2026-11-26T10:43:15.123Z malformed message from 192.0.2.2:50001 */
static void complain(const struct sockaddr *peer, socklen_t peer_length, ssize_t length)
{
    char host[64], port[8], time[32];
    struct timespec now;
    struct tm parts;
    getnameinfo(peer, peer_length, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    clock_gettime(CLOCK_REALTIME, &now);
    strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%S", gmtime_r(&now.tv_sec, &parts));
    fprintf(stderr, "%s.%03ldZ malformed message from %s%s%s:%s: %zd bytes, not %d\n", time, now.tv_nsec / 1000000,
            peer->sa_family == AF_INET6 ? "[" : "", host, peer->sa_family == AF_INET6 ? "]" : "", port, length,
            MESSAGE_BYTES);
}

static void serve(int connection, const char *way, const struct sockaddr *peer, socklen_t peer_length)
{
    char buffer[1024];
    ssize_t length;
    while ((length = recv(connection, buffer, sizeof buffer, 0)) > 0) {
        const struct message *message = parse(buffer, length);
        if (message == NULL && strcmp(way, "crash") != 0) {
            struct linger at_once = {1, 0};
            complain(peer, peer_length, length);
            if (strcmp(way, "reset") == 0)
                setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
            return;
        }
        fprintf(stderr, "a message that begins with %c\n", message->text[0]);
        send(connection, "done\n", 5, 0);
    }
}

int main(int count, char **words)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_PASSIVE, .ai_socktype = SOCK_STREAM}, *found;
    int on = 1;
    if (count != 4 || getaddrinfo(words[1], words[2], &hints, &found) != 0)
        return 2;
    int listener = socket(found->ai_family, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, found->ai_addr, found->ai_addrlen) != 0 || listen(listener, 16) != 0)
        return 1;
    for (;;) {
        struct sockaddr_storage peer;
        socklen_t peer_length = sizeof peer;
        int connection = accept(listener, (struct sockaddr *)&peer, &peer_length);
        if (connection < 0)
            return 1;
        serve(connection, words[3], (struct sockaddr *)&peer, peer_length);
        close(connection);
    }
}
