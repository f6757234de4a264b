export { loadAutoInstrumentations } from './load-auto-instrumentations.ts';
export { findAutoInstrumentations } from './auto-instrumentations-package.ts';
export {
  parseAutoInstrumentations,
  toPackageName,
  toShortName,
  type AutoInstrumentations,
  type InstrumentationSettings,
} from './auto-instrumentations-option.ts';
export { selectInstrumentations } from './select-instrumentations.ts';
