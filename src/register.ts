import { instrument } from './instrument.ts';

instrument();
