using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.LabTests;

/// <summary>A machine with the boot card and no other, that guests may take while they run, with a service in place of a display manager that has the card open as such a one does.</summary>
public sealed class SingleGpuMachine(LabWorkshop workshop) : LabMachine(workshop, new VirtualPcLayout(HasSecondDisplay: false))
{
    /// <summary>The unit behind the alias <c>display-manager.service</c>.</summary>
    public const string Manager = "standin.service";

    /// <summary>While this file is there, the service leaves a process behind when it is stopped, that holds the card on.</summary>
    public const string Leftover = "/root/leftover";

    private const string Unit =
        """
        [Unit]
        Description=Display manager of the laboratory
        [Service]
        ExecStart=/bin/sh -c 'exec 3<>/dev/dri/card0; if [ -e /root/leftover ]; then sleep 86399 & fi; exec sleep infinity'
        KillMode=process
        [Install]
        Alias=display-manager.service
        """;

    /// <summary>The address of the card.</summary>
    public string OnlyCard { get; private set; } = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        OnlyCard = await OutputAsync("basename $(dirname $(grep -l 1 /sys/bus/pci/devices/*/boot_vga))");
        await OutputAsync($"cat > /etc/systemd/system/{Manager} <<'EOF'\n{Unit}\nEOF\nsystemctl unmask systemd-logind.service && systemctl enable {Manager}");
        (await RunAsync($"passthrough apply --gpu {OnlyCard} --isolation on-demand")).Expect();
        await RebootIntoTrialAsync();
        await OutputAsync("systemctl start display-manager.service");
    }
}
