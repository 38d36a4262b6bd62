/* The server's clock, as well as it can be known here. The device's own clock may be wrong and is never asked. */

export class Clock {
  #ahead = 0; // the server's time less this page's age, in ms
  #error = Infinity;
  #at = 0;

  now() {
    return this.#ahead + performance.now();
  }

  /* Take in that the server's clock showed `server` between `sent` and `received` (ages of this page in ms). */
  sync(server, sent, received) {
    const error = (received - sent) / 2;
    const ahead = server - (sent + received) / 2;
    // The better reading stands, unless it has grown old or the new one contradicts it (the device has slept).
    const drift = (received - this.#at) / 2000;
    if (error > this.#error + drift && Math.abs(ahead - this.#ahead) <= error + this.#error) return;
    [this.#ahead, this.#error, this.#at] = [ahead, error, received];
  }
}

/* "1 h 5 min", "18 min", and seconds in the last minute only. */
export function timeLeft(ms) {
  if (ms <= 0) return "0 s";
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/* The hour in the school's time zone, whatever the device's is. */
export function hourOf(ms, options = {}) {
  const timeZone = document.querySelector("[data-zone]")?.dataset.zone;
  return new Date(ms).toLocaleString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone, ...options });
}
