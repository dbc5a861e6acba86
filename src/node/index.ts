/** What Node adds to the library: capture files as one source of packets, to be given to a `Diagnoser`. */
export { createPacketView } from '../core/capture/_packet-view.ts';
export { WhyclosedError, type WhyclosedErrorCode } from '../core/model/whyclosed-error.ts';
export { CaptureFiles, type InputOutcome, openCaptureFiles } from './capture-files.ts';
export { readWitnesses, type WitnessFiles, type WitnessOptions } from './witness-files.ts';
