/* A server that crashes over every connection before it has accepted it: a null pointer in its event loop.
 *
 *     crash-before-accept ADDRESS PORT
 */
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>

struct handler {
    void (*accept)(int listener);
};

int main(int argc, char **argv) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST}, *found;
    if (argc != 3 || getaddrinfo(argv[1], argv[2], &hints, &found) != 0) return EXIT_FAILURE;
    prctl(PR_SET_DUMPABLE, 0); /* no core file */
    int listener = socket(found->ai_family, found->ai_socktype, 0);
    if (bind(listener, found->ai_addr, found->ai_addrlen) != 0 || listen(listener, 16) != 0) {
        perror("listen");
        return EXIT_FAILURE;
    }
    struct pollfd waiting = {.fd = listener, .events = POLLIN};
    struct handler *volatile handler = NULL;
    while (poll(&waiting, 1, -1) == 1) handler->accept(listener);
    return EXIT_FAILURE;
}
