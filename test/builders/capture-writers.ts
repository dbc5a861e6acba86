/**
 * Writes captures in every form the readers know, right or wrong on purpose: pcap in all versions and variants
 * (draft-ietf-opsawg-pcap), pcapng block by block (draft-ietf-opsawg-pcapng) and snoop (RFC 1761).
 */

/** A packet as it goes into a capture. */
export interface WrittenPacket {
  /** Whole seconds since 1970. */
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly data: Uint8Array;
  /** Default: the length of the data. */
  readonly originalLength?: number;
}

/** Collects numbers and bytes in one byte order. */
export class ByteWriter {
  readonly #littleEndian: boolean;
  #bytes: number[] = [];

  constructor(littleEndian = true) {
    this.#littleEndian = littleEndian;
  }

  get length(): number {
    return this.#bytes.length;
  }

  uint8(value: number): this {
    this.#bytes.push(value & 0xff);
    return this;
  }

  uint16(value: number): this {
    const bytes = [value & 0xff, (value >>> 8) & 0xff];
    this.#bytes.push(...(this.#littleEndian ? bytes : bytes.reverse()));
    return this;
  }

  uint32(value: number): this {
    const bytes = [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff];
    this.#bytes.push(...(this.#littleEndian ? bytes : bytes.reverse()));
    return this;
  }

  uint64(value: bigint): this {
    const low = Number(BigInt.asUintN(32, value));
    const high = Number(BigInt.asUintN(32, value >> 32n));
    return this.#littleEndian ? this.uint32(low).uint32(high) : this.uint32(high).uint32(low);
  }

  bytes(bytes: Iterable<number>): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  /** Zero bytes up to a multiple of four. */
  pad(): this {
    while (this.#bytes.length % 4 !== 0) this.#bytes.push(0);
    return this;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes);
  }
}

/** The forms a pcap file can have. */
export interface PcapOptions {
  readonly littleEndian?: boolean;
  /** Default a1b2c3d4, or a1b23c4d with `nanoseconds`. */
  readonly magic?: number;
  readonly nanoseconds?: boolean;
  readonly major?: number;
  readonly minor?: number;
  readonly snapLength?: number;
  /** The whole field, with what stands above the link type. */
  readonly linkType?: number;
  /** Whether the two lengths are the other way round, as before version 2.3. */
  readonly lengthsSwapped?: boolean;
  /** Bytes that follow the 16 of each record's header. */
  readonly recordExtra?: Uint8Array;
}

/** A pcap file. */
export function writePcap(packets: readonly WrittenPacket[], options: PcapOptions = {}): Uint8Array<ArrayBuffer> {
  const { littleEndian = true, nanoseconds = false, major = 2, minor = 4, snapLength = 65_535, linkType = 1 } = options;
  const {
    magic = nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4,
    lengthsSwapped = false,
    recordExtra = new Uint8Array(0),
  } = options;
  const file = new ByteWriter(littleEndian);
  file.uint32(magic).uint16(major).uint16(minor).uint32(0).uint32(0).uint32(snapLength).uint32(linkType);
  for (const { seconds, nanoseconds: fraction, data, originalLength = data.length } of packets) {
    file.uint32(seconds).uint32(nanoseconds ? fraction : Math.floor(fraction / 1000));
    if (lengthsSwapped) file.uint32(originalLength).uint32(data.length);
    else file.uint32(data.length).uint32(originalLength);
    file.bytes(recordExtra).bytes(data);
  }
  return file.finish();
}

/** An option of a pcapng block: its code and value. */
export type PcapngOption = readonly [code: number, value: Uint8Array];

/** An interface of a pcapng section. */
export interface PcapngInterface {
  readonly linkType?: number;
  readonly snapLength?: number;
  /** The byte of if_tsresol: 10^−n, or 2^−n with the top bit. Default: the option is left out, which means 6. */
  readonly resolution?: number;
  /** if_tsoffset, in seconds. */
  readonly offsetSeconds?: bigint;
  readonly options?: readonly PcapngOption[];
}

/** Writes one section of a pcapng file, block by block; every method gives the whole block. */
export class PcapngWriter {
  readonly #littleEndian: boolean;

  constructor(littleEndian = true) {
    this.#littleEndian = littleEndian;
  }

  /** A block of any type around a body, which is padded. */
  block(type: number, body: Iterable<number>): Uint8Array<ArrayBuffer> {
    const padded = this.#writer().bytes(body).pad().finish();
    const length = padded.length + 12;
    return this.#writer().uint32(type).uint32(length).bytes(padded).uint32(length).finish();
  }

  sectionHeader(options: readonly PcapngOption[] = []): Uint8Array<ArrayBuffer> {
    const body = this.#writer().uint32(0x1a2b3c4d).uint16(1).uint16(0).uint64(0xffff_ffff_ffff_ffffn);
    return this.block(0x0a0d0d0a, body.bytes(this.options(options)).finish());
  }

  interfaceDescription(description: PcapngInterface = {}): Uint8Array<ArrayBuffer> {
    const { linkType = 1, snapLength = 0, resolution, offsetSeconds, options = [] } = description;
    const all: PcapngOption[] = [...options];
    if (resolution !== undefined) all.push([9, new Uint8Array([resolution])]);
    if (offsetSeconds !== undefined) all.push([14, this.#writer().uint64(offsetSeconds).finish()]);
    const body = this.#writer().uint16(linkType).uint16(0).uint32(snapLength);
    return this.block(1, body.bytes(this.options(all)).finish());
  }

  /** An enhanced packet block; `units` is the time as the interface counts it. */
  enhancedPacket(
    units: bigint,
    data: Uint8Array,
    extra: {
      readonly interfaceId?: number;
      readonly originalLength?: number;
      readonly options?: readonly PcapngOption[];
    } = {},
  ): Uint8Array<ArrayBuffer> {
    const { interfaceId = 0, originalLength = data.length, options = [] } = extra;
    const body = this.#writer().uint32(interfaceId).bytes(this.#time(units)).uint32(data.length).uint32(originalLength);
    return this.block(6, body.bytes(data).pad().bytes(this.options(options)).finish());
  }

  /** An obsolete packet block. */
  obsoletePacket(units: bigint, data: Uint8Array, interfaceId = 0): Uint8Array<ArrayBuffer> {
    const body = this.#writer().uint16(interfaceId).uint16(0xffff).bytes(this.#time(units));
    return this.block(2, body.uint32(data.length).uint32(data.length).bytes(data).finish());
  }

  simplePacket(data: Uint8Array, originalLength: number = data.length): Uint8Array<ArrayBuffer> {
    return this.block(3, this.#writer().uint32(originalLength).bytes(data).finish());
  }

  /** A name-resolution block; an address of 4 or 16 bytes and its names. */
  nameResolution(
    records: readonly (readonly [address: readonly number[], ...names: string[]])[],
  ): Uint8Array<ArrayBuffer> {
    const body = this.#writer();
    for (const [address, ...names] of records) {
      const value = [...address, ...new TextEncoder().encode(names.map((name) => `${name}\0`).join(''))];
      body
        .uint16(address.length === 4 ? 1 : 2)
        .uint16(value.length)
        .bytes(value)
        .pad();
    }
    return this.block(4, body.uint32(0).finish());
  }

  options(options: readonly PcapngOption[]): Uint8Array<ArrayBuffer> {
    const writer = this.#writer();
    for (const [code, value] of options) writer.uint16(code).uint16(value.length).bytes(value).pad();
    return options.length === 0 ? writer.finish() : writer.uint32(0).finish();
  }

  #time(units: bigint): Uint8Array {
    return this.#writer()
      .uint32(Number(BigInt.asUintN(32, units >> 32n)))
      .uint32(Number(BigInt.asUintN(32, units)))
      .finish();
  }

  #writer(): ByteWriter {
    return new ByteWriter(this.#littleEndian);
  }
}

/** A pcapng file of one section and one interface that counts nanoseconds. */
export function writePcapng(
  packets: readonly WrittenPacket[],
  options: { readonly littleEndian?: boolean; readonly linkType?: number } = {},
): Uint8Array<ArrayBuffer> {
  const { littleEndian = true, linkType = 1 } = options;
  const writer = new PcapngWriter(littleEndian);
  return concatBytes(
    writer.sectionHeader(),
    writer.interfaceDescription({ linkType, resolution: 9 }),
    ...packets.map(({ seconds, nanoseconds, data, originalLength = data.length }) =>
      writer.enhancedPacket(BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds), data, { originalLength }),
    ),
  );
}

/** A snoop file; `datalink` as RFC 1761 numbers them. */
export function writeSnoop(packets: readonly WrittenPacket[], datalink = 4): Uint8Array<ArrayBuffer> {
  const file = new ByteWriter(false).bytes(new TextEncoder().encode('snoop\0\0\0')).uint32(2).uint32(datalink);
  for (const { seconds, nanoseconds, data, originalLength = data.length } of packets) {
    const length = 24 + Math.ceil(data.length / 4) * 4;
    file.uint32(originalLength).uint32(data.length).uint32(length).uint32(0);
    file
      .uint32(seconds)
      .uint32(Math.floor(nanoseconds / 1000))
      .bytes(data)
      .pad();
  }
  return file.finish();
}

/** One after the other. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
