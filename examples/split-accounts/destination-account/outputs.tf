output "destination" {
  description = "What the source's account needs to know of the destination."
  value       = module.destination.as_destination
}
