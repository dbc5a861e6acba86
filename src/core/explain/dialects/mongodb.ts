/** MongoDB: the drivers. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'mongodb',
  title: 'MongoDB',
  level: 3,
  source: 'node-mongodb-native src/cmap/connection.ts, pymongo/pool.py',
  marks: [
    'Mongoose',
    'MongoError',
    'mongodb',
    'MongoNetworkError',
    'MongoServerSelectionError',
    'pymongo',
    'com.mongodb',
    'MongoSocket',
    'mongod',
  ],
  phrases: [
    {
      says: 'connection refused calling ismaster on',
      code: 'ECONNREFUSED',
      source: 'mongo-c-driver mongoc-topology-scanner.c',
    },
    {
      says: 'no suitable servers found',
      symptom: 'unspecified',
      wrapper: true,
      source: 'mongo-c-driver mongoc-topology.c',
    },
    { says: 'connection', near: /connection (?:<monitor>|\d{1,9}) to .{1,80} closed/, symptom: 'closed-unexpectedly' },
    { says: 'timed out', near: /connection (?:<monitor>|\d{1,9}) to .{1,80} timed out/, symptom: 'timed-out' },
    { says: 'MongoServerSelectionError', exact: true, symptom: 'unspecified', wrapper: true },
    { says: 'MongoNetworkError', exact: true, symptom: 'unspecified', wrapper: true },
    { says: 'ServerSelectionTimeoutError', exact: true, symptom: 'unspecified', wrapper: true },
    {
      says: 'prematurely reached end of stream',
      symptom: 'closed-unexpectedly',
      source: 'mongo-java-driver SocketStream.java',
    },
    { says: 'MongoSocketReadException', exact: true, symptom: 'closed-unexpectedly', wrapper: true },
    { says: 'MongoSocketOpenException', exact: true, symptom: 'connect-failed', operation: 'connect', wrapper: true },
    { says: 'MongoSocketReadTimeoutException', exact: true, symptom: 'read-timeout', operation: 'read' },
    { says: 'AutoReconnect', exact: true, near: /pymongo/, symptom: 'closed-unexpectedly', wrapper: true },
    { says: 'connection pool paused', symptom: 'unspecified', wrapper: true, near: /pymongo|AutoReconnect|mongo/i },
  ],
};
