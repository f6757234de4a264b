import { countsAt, linesOf } from './parse-count.ts';

/** Counts since the interface came up. */
export interface TrafficCounts {
  readonly bytes: number;
  readonly packets: number;
  readonly errors: number;
  readonly dropped: number;
}

export interface InterfaceStat {
  readonly name: string;
  readonly receive: TrafficCounts;
  readonly transmit: TrafficCounts;
}

/**
 * Reads /proc/net/dev (proc_pid_net(5)).
 *
 * @param isWanted - Which interfaces to read, by name.
 * @returns undefined when it has no headings.
 */
export function parseNetDev(
  text: string,
  isWanted: (name: string) => boolean,
): InterfaceStat[] | undefined {
  const [heading, , ...lines] = linesOf(text);
  if (!heading?.includes('Receive')) return undefined;
  return lines.flatMap((line) => {
    // The last colon: a name may have one, and old kernels write the first number right behind it.
    const colon = line.lastIndexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim();
    if (name === '' || !isWanted(name)) return [];
    const counts = countsAt(line, colon + 1);
    const receive = trafficCounts(counts.slice(0, 4));
    const transmit = trafficCounts(counts.slice(8, 12));
    return receive && transmit ? [{ name, receive, transmit }] : [];
  });
}

function trafficCounts([bytes, packets, errors, dropped]: readonly number[]):
  TrafficCounts | undefined {
  return bytes === undefined ||
    packets === undefined ||
    errors === undefined ||
    dropped === undefined
    ? undefined
    : { bytes, packets, errors, dropped };
}
