/* HMAC with SHA-256 (RFC 2104, FIPS 180-4). A browser's own is missing where a school's server speaks plain http. */

const fraction = (number) => Math.floor((number % 1) * 2 ** 32);
const primes = [];
for (let number = 2; primes.length < 64; number += 1) if (primes.every((prime) => number % prime)) primes.push(number);
const ROUNDS = primes.map((prime) => fraction(Math.cbrt(prime)));
const BEGIN = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

const turn = (word, by) => (word >>> by) | (word << (32 - by));

function padded(bytes) {
  const whole = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(whole.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(whole.length - 4, bytes.length << 3);
  return view;
}

function mix(state, words) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const one = (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + h + ROUNDS[i] + words[i];
    const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
}

function sha256(bytes) {
  const view = padded(bytes);
  const state = Uint32Array.from(BEGIN);
  const words = new Uint32Array(64);
  for (let start = 0; start < view.byteLength; start += 64) {
    for (let i = 0; i < 64; i += 1) {
      if (i < 16) {
        words[i] = view.getUint32(start + 4 * i);
        continue;
      }
      const [near, far] = [words[i - 2], words[i - 15]];
      words[i] = words[i - 16] + words[i - 7]
        + (turn(near, 17) ^ turn(near, 19) ^ (near >>> 10)) + (turn(far, 7) ^ turn(far, 18) ^ (far >>> 3));
    }
    mix(state, words);
  }
  const result = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => result.setUint32(4 * i, word));
  return new Uint8Array(result.buffer);
}

/* Return the HMAC of `text` in hex. `key` is a text of at most 64 bytes. */
export function hmac(key, text) {
  const encode = (string) => new TextEncoder().encode(string);
  const block = new Uint8Array(64);
  block.set(encode(key));
  const under = (pad, bytes) => sha256(new Uint8Array([...block.map((byte) => byte ^ pad), ...bytes]));
  return Array.from(under(0x5c, under(0x36, encode(text))), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
