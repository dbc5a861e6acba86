/**
 * What traceroute 2.1.2, tcptraceroute 1.5beta7 and mtr 0.95 of Debian 12 print for a client, two routers and a server in
 * network namespaces: 192.0.2.2 – 192.0.2.1, 198.51.100.2 – 203.0.113.2.
 */

export const open = ` 1  192.0.2.1  0.669 ms  0.231 ms  0.232 ms
 2  198.51.100.2  0.228 ms  0.206 ms  0.201 ms
 3  203.0.113.2 <syn,ack>  0.195 ms  0.156 ms  0.147 ms
`;

export const closed = `traceroute to 203.0.113.2 (203.0.113.2), 6 hops max, 60 byte packets
 1  192.0.2.1  0.210 ms  0.005 ms  0.002 ms
 2  198.51.100.2  0.009 ms  0.003 ms  0.003 ms
 3  203.0.113.2 <rst,ack>  0.011 ms  0.005 ms  0.003 ms
`;

export const dropped = `traceroute to 203.0.113.2 (203.0.113.2), 5 hops max, 60 byte packets
 1  192.0.2.1  0.316 ms  0.003 ms
 2  198.51.100.2  0.011 ms  0.004 ms
 3  * *
 4  * *
 5  * *
`;

export const prohibited = `traceroute to 203.0.113.2 (203.0.113.2), 5 hops max, 60 byte packets
 1  192.0.2.1  0.248 ms  0.005 ms
 2  198.51.100.2  0.011 ms  0.010 ms
 3  198.51.100.2  0.008 ms !X  0.004 ms !X
`;

export const silentRouter = `traceroute to 203.0.113.2 (203.0.113.2), 5 hops max, 60 byte packets
 1  * *
 2  198.51.100.2  0.010 ms  0.003 ms
 3  203.0.113.2 <syn,ack>  0.022 ms  0.005 ms
`;

export const noRoute6 = `traceroute to 2001:db8:9::2 (2001:db8:9::2), 5 hops max, 80 byte packets
 1  2001:db8:1::1  0.035 ms !N  0.004 ms !N
`;

export const tcptracerouteOpen = ` 1  192.0.2.1  0.085 ms  0.008 ms
 2  198.51.100.2  0.020 ms  0.010 ms
 3  203.0.113.2 [open]  0.029 ms  0.011 ms
`;

export const tcptracerouteProhibited = ` 1  192.0.2.1  0.325 ms  0.070 ms
 2  198.51.100.2  0.029 ms  0.019 ms
 3  198.51.100.2  0.022 ms !A  0.013 ms !A
`;

export const tcptracerouteDropped = ` 1  192.0.2.1  0.332 ms  0.007 ms
 2  198.51.100.2  0.149 ms  0.008 ms
 3  * *
 4  * *
 5  * *
Destination not reached
`;

const mtr = (hubs: string): string =>
  `{"report":{"mtr":{"src":"client","dst":"203.0.113.2","tos":0,"tests":2,"psize":"64","bitpattern":"0x00"},"hubs":[${hubs}]}}`;

export const mtrReached: string = mtr(
  '{"count":1,"host":"???","Loss%":100.0,"Snt":2,"Last":0.0,"Avg":0.0,"Best":0.0,"Wrst":0.0,"StDev":0.0},{"count":2,"host":"198.51.100.2","Loss%":0.0,"Snt":2,"Last":0.696,"Avg":0.477,"Best":0.258,"Wrst":0.696,"StDev":0.309},{"count":3,"host":"203.0.113.2","Loss%":0.0,"Snt":2,"Last":1.146,"Avg":0.654,"Best":0.162,"Wrst":1.146,"StDev":0.695}',
);

export const mtrDropped: string = mtr(
  '{"count":1,"host":"192.0.2.1","Loss%":0.0,"Snt":2,"Last":0.145,"Avg":0.303,"Best":0.145,"Wrst":0.461,"StDev":0.223},{"count":2,"host":"198.51.100.2","Loss%":0.0,"Snt":2,"Last":0.139,"Avg":0.126,"Best":0.114,"Wrst":0.139,"StDev":0.018},{"count":3,"host":"???","Loss%":100.0,"Snt":2,"Last":0.0,"Avg":0.0,"Best":0.0,"Wrst":0.0,"StDev":0.0}',
);
