import type { RecordingSource } from '../recording-source.ts';
import { httpHistory } from './http-history.ts';
import { http } from './http.ts';

/** Every group of recording rules that comes with the package. A new one is a file and a line here. */
export const RECORDING_SOURCES: readonly RecordingSource[] = [http, httpHistory];
