/*
 * The floor for any reader built on libpcap: takes every packet of a capture and only counts it.
 * gcc -O2 -o count count.c -lpcap && ./count FILE   prints the number of packets and of captured bytes.
 */
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdio.h>

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "Usage: count FILE\n");
    return 2;
  }
  char reason[PCAP_ERRBUF_SIZE];
  pcap_t *capture = pcap_open_offline(argv[1], reason);
  if (capture == NULL) {
    fprintf(stderr, "Cannot open %s: %s\n", argv[1], reason);
    return 3;
  }

  uint64_t packets = 0;
  uint64_t bytes = 0;
  struct pcap_pkthdr *header;
  const u_char *data;
  int result;
  while ((result = pcap_next_ex(capture, &header, &data)) == 1) {
    packets++;
    bytes += header->caplen;
  }
  if (result != PCAP_ERROR_BREAK) {
    fprintf(stderr, "Cannot read %s: %s\n", argv[1], pcap_geterr(capture));
    return 3;
  }
  printf("%" PRIu64 " packets %" PRIu64 " bytes\n", packets, bytes);
  pcap_close(capture);
  return 0;
}
