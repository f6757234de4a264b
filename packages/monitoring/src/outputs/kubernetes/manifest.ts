/** An object of Kubernetes, as much of it as all have in common. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [member: string]: unknown;
}

/** Labels by which a workload is found. */
export function selectorOf(name: string): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/name': name };
}

export function labelsOf(name: string, platform: string): Readonly<Record<string, string>> {
  return {
    ...selectorOf(name),
    'app.kubernetes.io/part-of': platform,
    'app.kubernetes.io/managed-by': 'fluxora-monitoring',
  };
}

/** A variable of a container with a value of the pod that it is in. */
export function fromPod(name: string, fieldPath: string): object {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

/** Nothing that a service or a Collector needs. */
export const HARDENED = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
} as const;
