export { captureConsole, type CaptureConsoleOptions } from './logs/bridges/capture-console.ts';
