// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { Protocol } from './_protocol.ts';
import { protocol as httpRequestProtocol } from './http-request.ts';
import { protocol as httpResponseProtocol } from './http-response.ts';
import { protocol as http2PrefaceProtocol } from './http2-preface.ts';
import { protocol as proxyHeaderProtocol } from './proxy-header.ts';
import { protocol as sshBannerProtocol } from './ssh-banner.ts';
import { protocol as textGreetingProtocol } from './text-greeting.ts';
import { protocol as tlsAlertProtocol } from './tls-alert.ts';
import { protocol as tlsDataProtocol } from './tls-data.ts';
import { protocol as tlsHandshakeProtocol } from './tls-handshake.ts';

/** Every protocol of this folder, in order of file name. */
export const protocols: readonly Protocol[] = [
  httpRequestProtocol,
  httpResponseProtocol,
  http2PrefaceProtocol,
  proxyHeaderProtocol,
  sshBannerProtocol,
  textGreetingProtocol,
  tlsAlertProtocol,
  tlsDataProtocol,
  tlsHandshakeProtocol,
];
