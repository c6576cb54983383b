# An example: the endpoint as an Azure Container App with two replicas, on Azure Database for PostgreSQL, both in one network.
# Azure ends TLS in front of it and is the one trusted hop. The state holds the database's password: keep it in a locked store.

terraform {
  required_version = ">= 1.5"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.6"
    }
  }
}

provider "azurerm" {
  features {}
}

variable "location" {
  type    = string
  default = "westeurope"
}

variable "image" {
  description = "The image made from admin/deploy/Containerfile, in a registry that the app may read."
  type        = string
}

variable "source_tenant_id" {
  type = string
}

variable "target_tenant_id" {
  type = string
}

variable "audience" {
  description = "The client id of the endpoint's own application."
  type        = string
}

variable "console_client_id" {
  type = string
}

resource "azurerm_resource_group" "landfall" {
  name     = "landfall-admin"
  location = var.location
}

resource "azurerm_virtual_network" "landfall" {
  name                = "landfall"
  resource_group_name = azurerm_resource_group.landfall.name
  location            = azurerm_resource_group.landfall.location
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "endpoint" {
  name                 = "endpoint"
  resource_group_name  = azurerm_resource_group.landfall.name
  virtual_network_name = azurerm_virtual_network.landfall.name
  address_prefixes     = ["10.20.0.0/23"]
}

resource "azurerm_subnet" "database" {
  name                 = "database"
  resource_group_name  = azurerm_resource_group.landfall.name
  virtual_network_name = azurerm_virtual_network.landfall.name
  address_prefixes     = ["10.20.2.0/28"]

  delegation {
    name = "postgresql"

    service_delegation {
      name    = "Microsoft.DBforPostgreSQL/flexibleServers"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

resource "azurerm_private_dns_zone" "database" {
  name                = "landfall.private.postgres.database.azure.com"
  resource_group_name = azurerm_resource_group.landfall.name
}

resource "azurerm_private_dns_zone_virtual_network_link" "database" {
  name                  = "landfall"
  resource_group_name   = azurerm_resource_group.landfall.name
  private_dns_zone_name = azurerm_private_dns_zone.database.name
  virtual_network_id    = azurerm_virtual_network.landfall.id
}

resource "random_id" "server" {
  byte_length = 4
}

resource "random_password" "database" {
  length  = 32
  special = false
}

resource "azurerm_postgresql_flexible_server" "landfall" {
  name                          = "landfall-${random_id.server.hex}"
  resource_group_name           = azurerm_resource_group.landfall.name
  location                      = azurerm_resource_group.landfall.location
  version                       = "16"
  sku_name                      = "GP_Standard_D2ds_v5"
  storage_mb                    = 65536
  auto_grow_enabled             = true
  backup_retention_days         = 14
  administrator_login           = "landfall"
  administrator_password        = random_password.database.result
  delegated_subnet_id           = azurerm_subnet.database.id
  private_dns_zone_id           = azurerm_private_dns_zone.database.id
  public_network_access_enabled = false
  depends_on                    = [azurerm_private_dns_zone_virtual_network_link.database]

  lifecycle {
    # Azure chooses it.
    ignore_changes = [zone]
  }
}

# The endpoint makes this extension for the search.
resource "azurerm_postgresql_flexible_server_configuration" "extensions" {
  name      = "azure.extensions"
  server_id = azurerm_postgresql_flexible_server.landfall.id
  value     = "PG_TRGM"
}

resource "azurerm_postgresql_flexible_server_database" "landfall" {
  name      = "landfall"
  server_id = azurerm_postgresql_flexible_server.landfall.id
  charset   = "UTF8"
  collation = "en_US.utf8"
}

resource "azurerm_container_app_environment" "landfall" {
  name                     = "landfall"
  resource_group_name      = azurerm_resource_group.landfall.name
  location                 = azurerm_resource_group.landfall.location
  infrastructure_subnet_id = azurerm_subnet.endpoint.id
}

resource "azurerm_container_app" "endpoint" {
  name                         = "landfall-admin"
  resource_group_name          = azurerm_resource_group.landfall.name
  container_app_environment_id = azurerm_container_app_environment.landfall.id
  revision_mode                = "Single"
  depends_on                   = [azurerm_postgresql_flexible_server_configuration.extensions]

  secret {
    name = "database-url"
    value = join("", [
      "postgres://landfall:${random_password.database.result}@",
      azurerm_postgresql_flexible_server.landfall.fqdn,
      "/${azurerm_postgresql_flexible_server_database.landfall.name}?sslmode=verify-full",
    ])
  }

  ingress {
    external_enabled = true
    target_port      = 8443
    transport        = "http"

    traffic_weight {
      latest_revision = true
      percentage      = 100
    }
  }

  template {
    min_replicas                     = 2
    max_replicas                     = 4
    termination_grace_period_seconds = 30

    container {
      name   = "endpoint"
      image  = var.image
      cpu    = 1
      memory = "2Gi"

      env {
        name  = "LANDFALL_ADMIN_SOURCE_TENANT_ID"
        value = var.source_tenant_id
      }
      env {
        name  = "LANDFALL_ADMIN_TARGET_TENANT_ID"
        value = var.target_tenant_id
      }
      env {
        name  = "LANDFALL_ADMIN_AUDIENCE"
        value = var.audience
      }
      env {
        name  = "LANDFALL_ADMIN_CONSOLE_CLIENT_ID"
        value = var.console_client_id
      }
      env {
        name  = "LANDFALL_ADMIN_TRUSTED_HOPS"
        value = "1"
      }
      # Before the server is full and Azure makes it read-only (95 %): reports wait at the apps, and plans go on.
      env {
        name  = "LANDFALL_ADMIN_ROOM_DATABASE_MEGABYTES"
        value = "49152"
      }
      # A minute, an address and a replica: of those without a token, and of signals. People with a token are not counted by address.
      env {
        name  = "LANDFALL_ADMIN_LIMITS_PER_ADDRESS"
        value = "6000"
      }
      env {
        name  = "LANDFALL_ADMIN_LIMITS_SIGNALS_PER_ADDRESS"
        value = "6000"
      }
      env {
        name        = "LANDFALL_ADMIN_DATABASE_URL"
        secret_name = "database-url"
      }

      liveness_probe {
        transport = "HTTP"
        port      = 8443
        path      = "/livez"
      }
      readiness_probe {
        transport = "HTTP"
        port      = 8443
        path      = "/readyz"
      }
    }
  }
}

output "endpoint" {
  value = "https://${azurerm_container_app.endpoint.ingress[0].fqdn}"
}
