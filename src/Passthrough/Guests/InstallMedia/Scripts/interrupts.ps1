# Runs at each start of Windows: the devices that devices.txt names are to use message-signalled interrupts. The card is not in the guest while Windows is being
# installed, and a new graphics driver may take the setting back, so once is not enough. A change takes effect when the device starts again: with the next restart.
$ErrorActionPreference = 'Continue'
foreach ($id in @(Get-Content -LiteralPath (Join-Path $PSScriptRoot 'devices.txt') | Where-Object { $_ })) {
    foreach ($device in @(Get-PnpDevice -PresentOnly -InstanceId "PCI\$id*" -ErrorAction SilentlyContinue)) {
        $kinds = (Get-PnpDeviceProperty -InstanceId $device.InstanceId -KeyName 'DEVPKEY_PciDevice_InterruptSupport' -ErrorAction SilentlyContinue).Data
        # 2: MSI, 4: MSI-X. A device that can do neither is left alone.
        if (-not ($kinds -band 6)) {
            continue
        }

        $key = "HKLM:\SYSTEM\CurrentControlSet\Enum\$($device.InstanceId)\Device Parameters\Interrupt Management\MessageSignaledInterruptProperties"
        if (-not (Test-Path -LiteralPath $key)) {
            New-Item -Path $key -Force | Out-Null
        }

        Set-ItemProperty -LiteralPath $key -Name MSISupported -Value 1 -Type DWord
    }
}
