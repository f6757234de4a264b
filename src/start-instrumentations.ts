import {
  createPropagationPolicy,
  observeDrops,
  propagationPolicy,
  rebindInstruments,
  setPropagationPolicy,
  type Providers,
} from '@fluxora/telemetry-core';
import { instrumentHttpServer } from '@fluxora/telemetry-express';
import { startInfrastructureMetrics } from '@fluxora/telemetry-infrastructure';
import { loadAutoInstrumentations } from './auto-instrumentations/index.ts';
import type { UndoStack } from './lifecycle/undo-stack.ts';
import type { Settings } from './options/settings.ts';

/** HTTP servers and Express by their channels, the infrastructure, third-party libraries on request, and our own counters. */
export function startInstrumentations(
  settings: Settings,
  providers: Providers,
  undo: UndoStack,
): void {
  const policy = propagationPolicy();
  setPropagationPolicy(createPropagationPolicy(settings.propagation));
  undo.add(() => setPropagationPolicy(policy));
  rebindInstruments();
  undo.add(observeDrops(providers));
  if (settings.http !== false) {
    const http = instrumentHttpServer({ ...settings.http, providers });
    undo.add(() => http.disable());
  }
  if (settings.infrastructure !== false) {
    const infrastructure = startInfrastructureMetrics({ ...settings.infrastructure, providers });
    undo.add(() => infrastructure.stop());
  }
  const libraries = loadAutoInstrumentations(settings.autoInstrumentations, providers);
  undo.add(() => libraries.disable());
}
