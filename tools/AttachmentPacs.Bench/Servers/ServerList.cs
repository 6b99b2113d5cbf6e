namespace AttachmentPacs.Bench.Servers;

/// <summary>The servers of a comparison, in the order of the table.</summary>
internal static class ServerList
{
    /// <summary>Starts those that are to be started, each on a folder of its own, and names the peer.</summary>
    /// <param name="options">Which.</param>
    /// <param name="folder">Exists.</param>
    /// <param name="withNginx">nginx, too, if it is installed.</param>
    public static IEnumerable<IServer> Start(BenchOptions options, string folder, bool withNginx)
    {
        foreach (string name in options.Servers)
        {
            string own = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
            yield return name switch
            {
                "attachmentpacs" => AttachmentPacsServer.Start(own, options.Program),
                "orthanc" => OrthancServer.Start(own),
                _ => throw new ArgumentException($"--servers {name}: there are attachmentpacs and orthanc."),
            };
        }

        if (options.Baseline is { } baseline) yield return AttachmentPacsServer.Start(Directory.CreateDirectory(Path.Combine(folder, "baseline")).FullName, baseline, "baseline");
        if (withNginx && NginxServer.IsInstalled) yield return NginxServer.Start(Directory.CreateDirectory(Path.Combine(folder, "nginx")).FullName);
        if (options.Peer is { } peer) yield return PeerServer.Parse(peer, options.PeerDicom);
    }
}
