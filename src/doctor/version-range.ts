/** Whether `version` satisfies `range`: one exact version, or comparators (`>=1.10.0 <1.11.0`). No other syntax. */
export function isInRange(version: string, range: string): boolean {
  return range
    .trim()
    .split(/\s+/)
    .every((comparator) => {
      const [, operator = '', bound = ''] = /^(>=|<=|>|<|=)?v?(.+)$/.exec(comparator) ?? [];
      const order = compareVersions(version, bound);
      if (operator === '>=') return order >= 0;
      if (operator === '<=') return order <= 0;
      if (operator === '>') return order > 0;
      if (operator === '<') return order < 0;
      return order === 0;
    });
}

/** Negative, 0 or positive, by major, minor, patch; a pre-release comes before its release. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  for (const index of [0, 1, 2] as const) {
    const difference = left.numbers[index] - right.numbers[index];
    if (difference !== 0) return difference;
  }
  return Number(right.isPreRelease) - Number(left.isPreRelease);
}

function parse(version: string): { numbers: [number, number, number]; isPreRelease: boolean } {
  const [release = '', preRelease] =
    version.replace(/^v/, '').split('+', 1)[0]?.split('-', 2) ?? [];
  const [major = 0, minor = 0, patch = 0] = release.split('.').map(Number);
  return { numbers: [major, minor, patch], isPreRelease: preRelease !== undefined };
}
