export { markerKey } from '../../shared/app-id.ts'
