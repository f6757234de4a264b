export {
  winstonTransport,
  type WinstonTransport,
  type WinstonTransportOptions,
} from './logs/bridges/winston-transport.ts';
