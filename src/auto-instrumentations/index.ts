export { loadAutoInstrumentations } from './load-auto-instrumentations.ts';
export {
  parseAutoInstrumentations,
  type AutoInstrumentations,
  type InstrumentationSettings,
} from './auto-instrumentations-option.ts';
