/**
 * A fault for a running service, loaded before it with `--import`: requests whose path contains what stands in the file named by
 * SLOW_REQUESTS wait before the service sees them. The file holds `{ "<part of the path>": <milliseconds> }` and may change at any time.
 */
import { readFileSync } from 'node:fs';
import { Server } from 'node:http';

/** @type {any} */
const prototype = Server.prototype;
const { emit } = prototype;

/** @param {string} url */
function delayOf(url) {
  try {
    const delays = Object.entries(
      JSON.parse(readFileSync(process.env.SLOW_REQUESTS ?? '', 'utf8')),
    );
    return Number(delays.find(([part]) => url.includes(part))?.[1] ?? 0);
  } catch {
    // No file: no fault.
    return 0;
  }
}

prototype.emit = function (event, ...args) {
  const delayMs = event === 'request' ? delayOf(args[0].url) : 0;
  if (delayMs === 0) return Reflect.apply(emit, this, [event, ...args]);
  setTimeout(() => Reflect.apply(emit, this, [event, ...args]), delayMs);
  return true;
};
