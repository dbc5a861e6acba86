// The first stages of the pipeline over a capture, and nothing behind them: what whyclosed takes beside them says where its
// time goes. `node bench/stages.mjs STAGE FILE`, in a clone that is built.
//
//   records       the capture reader finds the packets
//   segments      … and the decoder moves to the TCP segment of each
//   connections   … and the tracker follows the connections; nobody asks how they ended

import process from 'node:process';
import { ConnectionTracker } from '../dist/core/connection/tracker.js';
import { IcmpQuote } from '../dist/core/packet/icmp-quote.js';
import { PacketDecoder } from '../dist/core/packet/packet-decoder.js';
import { Segment } from '../dist/core/packet/segment.js';
import { createPacketView, openCaptureFiles } from '../dist/node/index.js';

/** @typedef {import('../dist/core/model/packet.js').PacketView} PacketView */

const decoder = new PacketDecoder();
const segment = new Segment();
const quote = new IcmpQuote();
const tracker = new ConnectionTracker({ onEnded: () => {} });

/**
 * What is done with a packet, by stage.
 *
 * @type {Readonly<Record<string, (packet: PacketView) => void>>}
 */
const stages = {
  records: () => {},
  segments: (packet) => {
    decoder.decode(packet, segment, quote);
  },
  connections: (packet) => {
    if (decoder.decode(packet, segment, quote) === 'tcp') tracker.push(segment);
  },
};

const [name = '', file] = process.argv.slice(2);
const take = stages[name];
if (take === undefined || file === undefined) {
  process.stderr.write(`Usage: node bench/stages.mjs ${Object.keys(stages).join('|')} FILE\n`);
  process.exit(2);
}
const files = await openCaptureFiles([file], { base: { seconds: undefined }, report: () => {}, name: () => {} });
const packet = createPacketView();
let packets = 0;
for (let step = files.next(packet); step !== 'end'; step = files.next(packet)) {
  if (step === 'packet') {
    packets += 1;
    take(packet);
  } else await files.more();
}
process.stdout.write(`${packets} packets\n`);
