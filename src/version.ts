/** `telemetry.distro.name`. */
export const DISTRO_NAME = '@fluxora/telemetry';
/** `telemetry.distro.version`: the version in package.json (a test compares them). */
export const DISTRO_VERSION = '0.1.0';
