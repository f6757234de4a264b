export const DURATION = 'http.server.request.duration';
export const BY = ['service.name'];
