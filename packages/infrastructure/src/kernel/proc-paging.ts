import { keyedCount, linesOf, parseCount, unescapeOctal, wordsOf } from './parse-count.ts';

/** Counts since the system started. What the kernel does not tell is absent. */
export interface PagingCounts {
  readonly faults: number | undefined;
  readonly majorFaults: number | undefined;
  /** Pages swapped in. */
  readonly pagesIn: number | undefined;
  /** Pages swapped out. */
  readonly pagesOut: number | undefined;
}

/** Reads /proc/vmstat. Returns undefined when it has none of the counts. */
export function parseVmstat(text: string): PagingCounts | undefined {
  const counts = {
    faults: keyedCount(text, 'pgfault'),
    majorFaults: keyedCount(text, 'pgmajfault'),
    pagesIn: keyedCount(text, 'pswpin'),
    pagesOut: keyedCount(text, 'pswpout'),
  };
  return Object.values(counts).every((count) => count === undefined) ? undefined : counts;
}

export interface SwapSpace {
  readonly device: string;
  /** Bytes. */
  readonly size: number;
  readonly used: number;
}

/** Reads /proc/swaps (proc_swaps(5)): a heading, and a line per device or file. Returns undefined when it has no heading. */
export function parseSwaps(text: string): SwapSpace[] | undefined {
  const [heading, ...lines] = linesOf(text);
  if (!heading?.startsWith('Filename')) return undefined;
  return lines.flatMap((line) => {
    const [device, , size, used] = wordsOf(line);
    const kibibytes = parseCount(size);
    const usedKibibytes = parseCount(used);
    if (device === undefined || kibibytes === undefined || usedKibibytes === undefined) return [];
    return [
      {
        device: unescapeOctal(device),
        size: kibibytes * 1024,
        used: Math.min(usedKibibytes, kibibytes) * 1024,
      },
    ];
  });
}
