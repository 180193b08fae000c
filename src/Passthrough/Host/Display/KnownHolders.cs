namespace Passthrough.Host.Display;

/// <summary>Recognises programs that are often found holding a card.</summary>
public static class KnownHolders
{
    /// <summary>The role of a process.</summary>
    /// <param name="command">Its name (<c>/proc/PID/comm</c>, cut by the kernel to 15 characters).</param>
    public static HolderRole RoleOf(string command) => command switch
    {
        "Xorg" or "Xorg.bin" or "X" or "Xwayland" or "gnome-shell" or "mutter" or "kwin_wayland" or "kwin_x11" or "sway" or "Hyprland" or ".Hyprland-wrapp" or "weston" or "cinnamon"
            or "labwc" or "river" or "wayfire" or "niri" or "cosmic-comp" or "gamescope" or "gamescope-wl" or "cage" or "mir_server" or "hikari" or "dwl" or "phoc" or "budgie-wm" or "gala"
            => HolderRole.DisplayServer,
        "gdm" or "gdm3" or "gdm-wayland-ses" or "gdm-x-session" or "gdm-session-wor" or "sddm" or "sddm-greeter" or "sddm-greeter-qt" or "sddm-helper" or "lightdm" or "lightdm-gtk-gre"
            or "slick-greeter" or "lxdm" or "ly" or "ly-dm" or "greetd" or "cosmic-greeter" or "xdm" or "slim" or "plasmalogin" => HolderRole.DisplayManager,
        "systemd-logind" or "elogind" or "elogind-daemon" or "seatd" => HolderRole.SeatManager,
        "plymouthd" => HolderRole.BootSplash,
        "nvidia-persiste" or "nvidia-powerd" or "nv-hostengine" or "nvidia-fabricma" => HolderRole.DriverService,
        "openrgb" or "OpenRGB" or "ddcutil" or "ddcutil-service" or "ddcui" or "org_kde_powerde" or "powerdevil" or "i2cdetect" or "corectrl" or "corectrl_helper" or "lact" or "coolercontrold"
            or "liquidctl" or "amdfan" or "ckb-next-daemon" => HolderRole.HardwareControl,
        "nvtop" or "nvidia-smi" or "radeontop" or "amdgpu_top" or "intel_gpu_top" or "btop" or "mangoapp" or "gpu-usage-wayba" or "missioncenter" or "resources" or "ksystemstats"
            or "ksysguardd" or "conky" or "dcgm-exporter" => HolderRole.Monitoring,
        "pipewire" or "pipewire-pulse" or "wireplumber" or "pulseaudio" => HolderRole.SoundServer,
        _ when command.StartsWith("qemu-", StringComparison.Ordinal) || command is "kvm" or "cloud-hyperviso" or "crosvm" => HolderRole.Guest,
        _ => HolderRole.Program,
    };
}
