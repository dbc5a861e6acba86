/**
 * pcapng's timestamps as nanoseconds since the capture's base. A timestamp is a 64-bit count of units since 1970 in two
 * halves (draft-ietf-opsawg-pcapng §4.3, options if_tsresol and if_tsoffset of §4.2); a double cannot hold it, so the
 * base is subtracted half by half, which is exact for 104 days. Only units finer than a nanosecond or odd need BigInt.
 */
import type { BaseSeconds, TimeNs } from '../model/time.ts';

const HALF = 4_294_967_296;

/** How an interface counts time. */
export class Timestamps {
  readonly #unitsPerSecond: bigint;
  readonly #offsetSeconds: bigint;
  /** Nanoseconds in a unit where that is a whole number, 0 elsewhere. */
  readonly #nsPerUnit: number;
  #base: BaseSeconds = 0;
  #baseHigh = 0;
  #baseLow = 0;

  /** `resolution` is the byte of if_tsresol: 10^−n, or 2^−n with the top bit set. `offsetSeconds` is if_tsoffset. */
  constructor(resolution: number, offsetSeconds: bigint) {
    const exponent = BigInt(resolution & 0x7f);
    this.#unitsPerSecond = (resolution & 0x80) === 0 ? 10n ** exponent : 2n ** exponent;
    this.#offsetSeconds = offsetSeconds;
    const whole = 1_000_000_000n % this.#unitsPerSecond === 0n;
    this.#nsPerUnit = whole ? Number(1_000_000_000n / this.#unitsPerSecond) : 0;
    this.rebase(0);
  }

  /** Whole seconds since 1970 of a timestamp. */
  seconds(high: number, low: number): BaseSeconds {
    return Number(BigInt.asIntN(53, floorDivide(join(high, low), this.#unitsPerSecond) + this.#offsetSeconds));
  }

  /** Counts from these seconds from now on. */
  rebase(base: BaseSeconds): void {
    const units = (BigInt(base) - this.#offsetSeconds) * this.#unitsPerSecond;
    this.#base = base;
    this.#baseHigh = Number(units >> 32n);
    this.#baseLow = Number(units & 0xffff_ffffn);
  }

  /** Nanoseconds from the base to a timestamp given in two halves of 32 bits. */
  toTimeNs(high: number, low: number): TimeNs {
    if (this.#nsPerUnit === 0) return this.#toTimeNsSlowly(high, low);
    return ((high - this.#baseHigh) * HALF + (low - this.#baseLow)) * this.#nsPerUnit;
  }

  #toTimeNsSlowly(high: number, low: number): TimeNs {
    const nanoseconds = floorDivide(join(high, low) * 1_000_000_000n, this.#unitsPerSecond);
    return Number(nanoseconds + (this.#offsetSeconds - BigInt(this.#base)) * 1_000_000_000n);
  }
}

function join(high: number, low: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low);
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend < 0n && quotient * divisor !== dividend ? quotient - 1n : quotient;
}
