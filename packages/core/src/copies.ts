interface CopyRegistry {
  readonly urls: string[];
  announce?: (url: string) => void;
}

// On globalThis, because every copy of this package has its own modules and this is where they meet.
const REGISTRY = Symbol.for('fluxora.telemetry.core.copies');
const globals = globalThis as { [REGISTRY]?: CopyRegistry };
const registry = (globals[REGISTRY] ??= { urls: [] });

if (!registry.urls.includes(import.meta.url)) {
  registry.urls.push(import.meta.url);
  registry.announce?.(import.meta.url);
}

/** URLs of the copies of this package that the process has loaded. More than one means that state is split between them. */
export function loadedCopies(): readonly string[] {
  return registry.urls;
}

/** Calls `listener` with the URL of every copy that is loaded from now on. One listener per process; the last one stays. */
export function onCopyLoaded(listener: (url: string) => void): void {
  registry.announce = listener;
}
