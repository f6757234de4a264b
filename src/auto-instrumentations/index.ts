export {
  loadAutoInstrumentations,
  type LoadedInstrumentations,
} from './load-auto-instrumentations.ts';
export { esmHooks, installEsmHooks, type EsmHooks } from './esm-hooks.ts';
export {
  parseAutoInstrumentations,
  type AutoInstrumentations,
  type InstrumentationSettings,
} from './auto-instrumentations-option.ts';
