// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { LogFormat } from './_log-format.ts';
import { logFormat as apacheErrorLogFormat } from './apache-error.ts';
import { logFormat as awsFlowLogFormat } from './aws-flow.ts';
import { logFormat as awsLoadBalancerLogFormat } from './aws-load-balancer.ts';
import { logFormat as ciscoAsaLogFormat } from './cisco-asa.ts';
import { logFormat as conntrackLogFormat } from './conntrack.ts';
import { logFormat as dovecotLogFormat } from './dovecot.ts';
import { logFormat as dropbearLogFormat } from './dropbear.ts';
import { logFormat as envoyLogFormat } from './envoy.ts';
import { logFormat as eximLogFormat } from './exim.ts';
import { logFormat as fortigateLogFormat } from './fortigate.ts';
import { logFormat as goLogFormat } from './go.ts';
import { logFormat as gunicornLogFormat } from './gunicorn.ts';
import { logFormat as haproxyLogFormat } from './haproxy.ts';
import { logFormat as httpAccessLogFormat } from './http-access.ts';
import { logFormat as javaLogFormat } from './java.ts';
import { logFormat as kernelLogFormat } from './kernel.ts';
import { logFormat as mosquittoLogFormat } from './mosquitto.ts';
import { logFormat as mysqlLogFormat } from './mysql.ts';
import { logFormat as netfilterLogFormat } from './netfilter.ts';
import { logFormat as nginxErrorLogFormat } from './nginx-error.ts';
import { logFormat as nodeLogFormat } from './node.ts';
import { logFormat as opensslLogFormat } from './openssl.ts';
import { logFormat as paloAltoLogFormat } from './palo-alto.ts';
import { logFormat as pgbouncerLogFormat } from './pgbouncer.ts';
import { logFormat as phpFpmLogFormat } from './php-fpm.ts';
import { logFormat as postfixLogFormat } from './postfix.ts';
import { logFormat as postgresLogFormat } from './postgres.ts';
import { logFormat as pythonLogFormat } from './python.ts';
import { logFormat as redisLogFormat } from './redis.ts';
import { logFormat as socatLogFormat } from './socat.ts';
import { logFormat as squidLogFormat } from './squid.ts';
import { logFormat as sshdLogFormat } from './sshd.ts';
import { logFormat as stunnelLogFormat } from './stunnel.ts';
import { logFormat as systemdLogFormat } from './systemd.ts';
import { logFormat as tcpWrappersLogFormat } from './tcp-wrappers.ts';
import { logFormat as uwsgiLogFormat } from './uwsgi.ts';
import { logFormat as windowsFirewallLogFormat } from './windows-firewall.ts';
import { logFormat as xinetdLogFormat } from './xinetd.ts';

/** Every logFormat of this folder, in order of file name. */
export const logFormats: readonly LogFormat[] = [
  apacheErrorLogFormat,
  awsFlowLogFormat,
  awsLoadBalancerLogFormat,
  ciscoAsaLogFormat,
  conntrackLogFormat,
  dovecotLogFormat,
  dropbearLogFormat,
  envoyLogFormat,
  eximLogFormat,
  fortigateLogFormat,
  goLogFormat,
  gunicornLogFormat,
  haproxyLogFormat,
  httpAccessLogFormat,
  javaLogFormat,
  kernelLogFormat,
  mosquittoLogFormat,
  mysqlLogFormat,
  netfilterLogFormat,
  nginxErrorLogFormat,
  nodeLogFormat,
  opensslLogFormat,
  paloAltoLogFormat,
  pgbouncerLogFormat,
  phpFpmLogFormat,
  postfixLogFormat,
  postgresLogFormat,
  pythonLogFormat,
  redisLogFormat,
  socatLogFormat,
  squidLogFormat,
  sshdLogFormat,
  stunnelLogFormat,
  systemdLogFormat,
  tcpWrappersLogFormat,
  uwsgiLogFormat,
  windowsFirewallLogFormat,
  xinetdLogFormat,
];
