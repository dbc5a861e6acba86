// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.
// biome-ignore-all format: written by a script
// biome-ignore-all assist/source/organizeImports: written by a script
import type { Dialect } from './_dialect.ts';
import { dialect as apacheDialect } from './apache.ts';
import { dialect as awsDialect } from './aws.ts';
import { dialect as azureDialect } from './azure.ts';
import { dialect as chromeDialect } from './chrome.ts';
import { dialect as curlDialect } from './curl.ts';
import { dialect as dockerDialect } from './docker.ts';
import { dialect as dotnetDialect } from './dotnet.ts';
import { dialect as envoyDialect } from './envoy.ts';
import { dialect as firefoxDialect } from './firefox.ts';
import { dialect as gcpDialect } from './gcp.ts';
import { dialect as gitDialect } from './git.ts';
import { dialect as gnutlsDialect } from './gnutls.ts';
import { dialect as goDialect } from './go.ts';
import { dialect as grpcDialect } from './grpc.ts';
import { dialect as haproxyDialect } from './haproxy.ts';
import { dialect as httpDialect } from './http.ts';
import { dialect as javaDialect } from './java.ts';
import { dialect as kubectlDialect } from './kubectl.ts';
import { dialect as linuxDialect } from './linux.ts';
import { dialect as macosDialect } from './macos.ts';
import { dialect as mongodbDialect } from './mongodb.ts';
import { dialect as mysqlDialect } from './mysql.ts';
import { dialect as nginxDialect } from './nginx.ts';
import { dialect as nodeDialect } from './node.ts';
import { dialect as opensslDialect } from './openssl.ts';
import { dialect as phpDialect } from './php.ts';
import { dialect as posixDialect } from './posix.ts';
import { dialect as postgresDialect } from './postgres.ts';
import { dialect as pythonDialect } from './python.ts';
import { dialect as redisDialect } from './redis.ts';
import { dialect as rubyDialect } from './ruby.ts';
import { dialect as rustDialect } from './rust.ts';
import { dialect as safariDialect } from './safari.ts';
import { dialect as sshDialect } from './ssh.ts';
import { dialect as undiciDialect } from './undici.ts';
import { dialect as wgetDialect } from './wget.ts';
import { dialect as windowsDialect } from './windows.ts';
import { dialect as wordsDialect } from './words.ts';

/** Every dialect of this folder, in order of file name. */
export const dialects: readonly Dialect[] = [
  apacheDialect,
  awsDialect,
  azureDialect,
  chromeDialect,
  curlDialect,
  dockerDialect,
  dotnetDialect,
  envoyDialect,
  firefoxDialect,
  gcpDialect,
  gitDialect,
  gnutlsDialect,
  goDialect,
  grpcDialect,
  haproxyDialect,
  httpDialect,
  javaDialect,
  kubectlDialect,
  linuxDialect,
  macosDialect,
  mongodbDialect,
  mysqlDialect,
  nginxDialect,
  nodeDialect,
  opensslDialect,
  phpDialect,
  posixDialect,
  postgresDialect,
  pythonDialect,
  redisDialect,
  rubyDialect,
  rustDialect,
  safariDialect,
  sshDialect,
  undiciDialect,
  wgetDialect,
  windowsDialect,
  wordsDialect,
];
