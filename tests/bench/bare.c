/* The unit of the benchmarks: libpcap reads every frame of a file, and nothing else happens. */
#include <pcap/pcap.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    char why[PCAP_ERRBUF_SIZE];
    struct pcap_pkthdr *header;
    const u_char *data;
    unsigned long long frames = 0;
    pcap_t *pcap = argc == 2 ? pcap_open_offline(argv[1], why) : NULL;
    if (pcap == NULL)
        return 1;
    while (pcap_next_ex(pcap, &header, &data) == 1)
        frames++;
    pcap_close(pcap);
    (void)printf("%llu\n", frames);
    return 0;
}
