/**
 * Smooth noise that is a pure function of its seed and position, so that two replicas, or two runs, issue the same forecast.
 *
 * @param {string} seed
 * @param {number} position in units of one correlation length
 * @returns {number} from -1 to 1, mean about 0
 */
export function smoothNoise(seed, position) {
  const left = Math.floor(position);
  const fraction = position - left;
  const eased = fraction * fraction * (3 - 2 * fraction);
  return lattice(seed, left) * (1 - eased) + lattice(seed, left + 1) * eased;
}

/**
 * FNV-1a over the seed and the position, then a final mix.
 *
 * @param {string} seed
 * @param {number} index
 */
function lattice(seed, index) {
  let hash = 0x811c9dc5 ^ index;
  for (let at = 0; at < seed.length; at += 1) {
    hash = Math.imul(hash ^ seed.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 0x7fffffff - 1;
}
