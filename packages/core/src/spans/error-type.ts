/** What `error.type` says when nothing better is known (OpenTelemetry semantic conventions). */
const OTHER = '_OTHER';
const USABLE_NAME = /^[A-Za-z_$][\w$.:-]{0,99}$/;
const USABLE_CODE = /^[A-Z][A-Z0-9_]{1,99}$/;
const GENERIC_NAME = /^error$/i;

/**
 * A short, stable name for the kind of an error, fit for the attribute `error.type`: the error's class, or its code when the
 * class is plain `Error` (`ECONNREFUSED`). At most 100 characters; never its message. Never throws.
 *
 * @returns `_OTHER` for anything unusable: strings, null, names with spaces, objects whose getters throw.
 *
 * @example errorType(new RangeError('horizon is 400')) // 'RangeError'
 */
export function errorType(error: unknown): string {
  try {
    if (typeof error !== 'object' || error === null) return OTHER;
    const { name, code } = error as { name?: unknown; code?: unknown };
    if (isUsable(name) && !GENERIC_NAME.test(name)) return name;
    // A class that does not set `name` inherits 'Error'; its constructor knows better.
    const className: unknown = error.constructor?.name;
    if (isUsable(className) && !GENERIC_NAME.test(className) && className !== 'Object') {
      return className;
    }
    if (typeof code === 'string' && USABLE_CODE.test(code)) return code;
    return isUsable(name) ? name : OTHER;
  } catch {
    return OTHER;
  }
}

function isUsable(name: unknown): name is string {
  return typeof name === 'string' && USABLE_NAME.test(name);
}
