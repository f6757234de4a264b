/** Where a bundle leaves the packages that cannot be required from inside it. On globalThis: entry points are modules of their own. */
const PROVIDED = Symbol.for('fluxora.telemetry.provided-packages');
const globals = globalThis as { [PROVIDED]?: Record<string, unknown> };

/** Makes packages available to `loadPackage` by name. */
export function providePackages(packages: Readonly<Record<string, unknown>>): void {
  globals[PROVIDED] = { ...globals[PROVIDED], ...packages };
}

export function providedPackage(name: string): unknown {
  return globals[PROVIDED]?.[name];
}
